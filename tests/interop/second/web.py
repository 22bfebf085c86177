"""The HTTP routes of the platform."""

import asyncio
import json
import time

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from accounts import body_of, claims_of
from options import REVISION, fault
from runs import PIPELINE, Question, events_of, iso_now

STARTED = time.time()
NEW_SETTINGS = {
    "websocket_connection_timeout": "360",
    "websocket_heartbeat_interval": "15",
    "websocket_heartbeat_timeout": "45",
    "websocket_cleanup_interval": "120",
    "websocket_connect_timeout": "10",
    "websocket_handshake_timeout": "15",
    "websocket_ping_timeout": "5",
    "websocket_close_timeout": "10",
    "backend_memory": "4Gi",
    "backend_cpu": "4",
}


def page_of(request, most):
    try:
        limit = min(100, max(1, int(request.query_params.get("limit", most))))
        return limit, max(0, int(request.query_params.get("offset", 0)))
    except ValueError as error:
        raise HTTPException(422, "limit and offset are numbers") from error


class Web:
    def __init__(self, verifier, threads, chat):
        self.verifier = verifier
        self.threads = threads
        self.chat = chat

    @property
    def routes(self):
        return [
            Route("/health", self.health),
            Route("/health/live", self.health),
            Route("/health/ready", self.health),
            Route("/ws/health", self.ws_health),
            Route("/ws/config", self.ws_config),
            Route("/ws/stats", self.ws_stats),
            Route("/api/agents/execute", self.execute, methods=["POST"]),
            Route("/api/agents/stream", self.stream, methods=["POST"]),
            Route("/api/agents/{agent}", self.execute, methods=["POST"]),
            Route("/api/threads", self.list_threads, methods=["GET"]),
            Route("/api/threads", self.create_thread, methods=["POST"]),
            Route("/api/threads/{thread}", self.thread, methods=["GET", "PUT", "DELETE"]),
            Route("/api/threads/{thread}/messages", self.list_messages, methods=["GET"]),
            Route("/api/threads/{thread}/messages", self.post_message, methods=["POST"]),
            Route("/api/chat/messages", self.create_message, methods=["POST"]),
            Route("/api/chat/messages/{message}", self.read_message),
        ]

    def caller(self, request, permission="read"):
        return claims_of(request, self.verifier, permission)

    async def health(self, request):
        settings = fault("settings", NEW_SETTINGS)
        return JSONResponse(
            {
                "status": "healthy",
                "service": fault("service", "netra-ai-platform"),
                "version": "1.0.0",
                "timestamp": time.time(),
                "uptime_seconds": time.time() - STARTED,
                **({} if settings is None else {"config": settings}),
                "deployment": {"revision": REVISION},
                **fault("tells", {}),
            }
        )

    async def ws_health(self, request):
        return JSONResponse({"status": "healthy", "timestamp": iso_now()})

    async def ws_config(self, request):
        config = {"heartbeat_interval": 15, "connection_timeout": 360}
        largest = {"max_message_size": 1_048_576}
        return JSONResponse({"websocket_config": {**config, **largest}, "timestamp": iso_now()})

    async def ws_stats(self, request):
        sessions = self.chat.sessions
        runs = sum(len(session.runs) for session in sessions)
        return JSONResponse({"active_connections": len(sessions), "runs_under_way": runs})

    async def execute(self, request):
        user = self.caller(request, "write")["sub"]
        agent = request.path_params.get("agent", "triage")
        if agent not in PIPELINE:
            raise HTTPException(404, "No such agent")
        body = await body_of(request, "message")
        context = body.get("context")
        thread_id = context.get("thread_id") if isinstance(context, dict) else None
        question = Question(user, str(body["message"]), thread_id)
        if fault("executes") == "nothing":
            said = "Your request has been acknowledged. The service is unavailable."
            unavailable = {"status": "service_unavailable", "agent": agent, "response": said}
            return JSONResponse({**unavailable, "circuit_breaker_state": "UNKNOWN", "error": None})
        if thread_id is not None and self.threads.find(user, thread_id) is not None:
            self.threads.add(thread_id, "user", question.prompt)
            self.threads.add(thread_id, "assistant", question.answer)
        return JSONResponse(
            {
                "status": "success",
                "agent": agent,
                "response": question.answer,
                "report": question.report,
                "run_id": question.run_id,
                "execution_time": 0.02,
                "circuit_breaker_state": "CLOSED",
                "error": None,
            }
        )

    async def stream(self, request):
        user = self.caller(request, "write")["sub"]
        body = await body_of(request, "message")
        question = Question(user, str(body["message"]), body.get("thread_id"))

        async def records():
            async for event in events_of(question, float(body.get("simulate_delay", 0))):
                yield f"data: {json.dumps({**event, 'event': event['type']})}\n\n"
            yield f"data: {json.dumps({'event': 'stream_end', 'run_id': question.run_id})}\n\n"

        return StreamingResponse(records(), media_type="text/event-stream")

    async def list_threads(self, request):
        user = self.caller(request)["sub"]
        if fault("lists_threads") == "error":
            raise RuntimeError("no database")
        if fault("lists_threads") == "hang":
            await asyncio.sleep(3_600)
        limit, offset = page_of(request, 20)
        return JSONResponse(self.threads.of(user)[offset : offset + limit])

    async def create_thread(self, request):
        user = self.caller(request, "write")["sub"]
        body = await body_of(request)
        return JSONResponse(self.threads.create(user, body.get("title", "Conversation")))

    def found(self, request, permission="read"):
        user = self.caller(request, permission)["sub"]
        thread = self.threads.find(user, request.path_params["thread"])
        if thread is None:
            raise HTTPException(404, "No such thread")
        return thread

    async def thread(self, request):
        thread = self.found(request, "read" if request.method in ("GET", "HEAD") else "write")
        if request.method == "PUT":
            thread["title"] = (await body_of(request, "title"))["title"]
        if request.method == "DELETE":
            self.threads.remove(thread["id"])
            return JSONResponse({"message": "Thread deleted"})
        return JSONResponse(self.threads.told(thread))

    async def list_messages(self, request):
        thread = self.found(request)
        limit, offset = page_of(request, 50)
        messages = self.threads.messages[thread["id"]]
        page = {"messages": messages[offset : offset + limit], "total": len(messages)}
        return JSONResponse({**page, "thread_id": thread["id"], "limit": limit, "offset": offset})

    async def post_message(self, request):
        thread = self.found(request, "write")
        body = await body_of(request, "message")
        return JSONResponse(self.threads.add(thread["id"], "user", body["message"]))

    async def create_message(self, request):
        user = self.caller(request, "write")["sub"]
        body = await body_of(request, "content", "thread_id")
        if self.threads.find(user, body["thread_id"]) is None:
            raise HTTPException(404, "No such thread")
        message = self.threads.add(body["thread_id"], "user", body["content"])
        return JSONResponse({"message": {**message, "user_id": user}, "status": "created"})

    async def read_message(self, request):
        user = self.caller(request)["sub"]
        message = self.threads.message(user, request.path_params["message"])
        if message is None:
            raise HTTPException(404, "No such message")
        return JSONResponse({"message": message})
