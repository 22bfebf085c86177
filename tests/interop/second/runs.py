"""Work on a question: what its events say, and in which order they come."""

import asyncio
import re
import uuid
from datetime import datetime, timezone

from options import STEP_S, fault

PIPELINE = ["triage", "data", "optimization", "actions", "reporting"]
SUPERVISOR = "Supervisor"


def iso_now():
    return datetime.now(timezone.utc).isoformat()


class Question:
    def __init__(self, user, prompt, thread_id):
        self.user = user
        self.prompt = prompt
        self.thread_id = thread_id
        self.run_id = f"run_{uuid.uuid4().hex[:12]}"
        self.request_id = f"req_{uuid.uuid4().hex[:12]}"

    @property
    def project(self):
        found = re.search(r"[Pp]roject\s+([\w-]+)", self.prompt)
        return found.group(1) if found else "at hand"

    @property
    def amount(self):
        found = re.search(r"\$\s*(\d[\d,.]*\d|\d)", self.prompt)
        return int(re.sub(r"\D", "", found.group(1))) if found else 1840

    @property
    def answer(self):
        if fault("canned_answer", False):
            return "Thank you for asking. Consultants will look at all of your model usage soon."
        return (
            f"For project {self.project}, batch jobs can move to the smaller model and repeated "
            f"prompts can be cached. Of {self.amount} dollars spent each month, about "
            f"{self.amount // 4} would be saved within one quarter."
        )

    @property
    def report(self):
        return {
            "report_type": "full_analysis",
            "status": "success",
            "message": f"Spend of project {self.project}, looked through",
            "sections": [{"section_id": "spend", "title": "Spend", "content": self.answer}],
            "recommendations": ["Move batch jobs to the smaller model"],
            "next_steps": ["Enable caching of prompts", "Look again in a month"],
            "data_completeness": {"status": "complete", "available": ["usage", "prices"]},
            "metadata": {"template_version": "1.0", "uvs_compliant": True},
        }

    def event(self, kind, agent, **said):
        body = {"agent_name": agent, "status": said.pop("status", "running"), **said}
        return {
            "type": kind,
            "timestamp": iso_now(),
            "event_id": uuid.uuid4().hex,
            "user_id": self.user,
            "thread_id": self.thread_id,
            "run_id": self.run_id,
            "request_id": self.request_id,
            **body,
            "data": body,
        }


def _of_agent(question, agent):
    results = {"agent": agent, "monthly_usd": question.amount, "rows": 31}
    yield question.event("agent_started", agent, status="started", message=f"{agent} begins")
    yield question.event(
        "agent_thinking", agent, reasoning=f"What {agent} can say of {question.amount} a month"
    )
    tool = f"{agent}_query"
    yield question.event("tool_executing", agent, tool_name=tool, parameters={"window": "30d"})
    yield question.event(
        "tool_completed", agent, tool_name=tool, results=results, status="completed"
    )
    yield question.event("agent_completed", agent, result=results, status="completed")


def _all_events(question):
    yield question.event("agent_started", SUPERVISOR, status="started", message="Looking into it")
    yield question.event("agent_thinking", SUPERVISOR, reasoning="Sorting the question first")
    for agent in PIPELINE:
        yield from _of_agent(question, agent)
    words = re.findall(r"\S+\s*", question.answer)
    chunks = ["".join(words[at : at + 8]) for at in range(0, len(words), 8)]
    for index, chunk in enumerate(chunks):
        last = index == len(chunks) - 1
        yield question.event(
            "partial_result", SUPERVISOR, content=chunk, chunk_index=index, is_complete=last
        )
    yield question.event("final_report", SUPERVISOR, report=question.report)
    yield question.event(
        "agent_completed", SUPERVISOR, final_response=question.answer, status="completed"
    )


async def events_of(question, delay_s=0.0):
    """The events of a run, as they happen."""
    lost = fault("loses_events", [])
    doubled = fault("doubles_events", [])
    late = []
    for count, event in enumerate(_all_events(question)):
        if count == fault("stalls_after", -1):
            await asyncio.sleep(3_600)
        await asyncio.sleep(delay_s / 5 if count % 8 == 1 else STEP_S)
        event["timestamp"] = iso_now()
        if event["type"] in lost:
            continue
        if event["type"] == fault("swaps_event"):
            late.append(event)
            continue
        if fault("mistakes_thread", False):
            event["thread_id"] = event["data"]["thread_id"] = "thread_of_somebody"
        yield event
        for held in late:
            yield held
        late = []
        if event["type"] in doubled:
            yield event
