import type { Answer } from "../../../wire/http/operation.ts";
import type { Cast } from "./cast.ts";

/** Between two questions how a run is doing. Milliseconds. */
const pauseMs = 40;

/** A run that is set going over HTTP, and asked about. */
export async function startRuns(cast: Cast): Promise<void> {
  const { owner, other } = cast;
  if (!cast.has("startRun")) return;
  const thread = await cast.does(owner, "createThread", { title: "gapproof runs" });
  const threadId = cast.text(thread, "threadId");
  const { prompt } = cast.question();
  const scope = threadId === "" ? {} : { threadId };
  const started = await cast.does(owner, "startRun", { prompt, ...scope });
  const runId = cast.text(started, "runId");
  if (runId === "") return;
  const values = { runId, userId: owner.id, ...scope };
  const status = await finished(cast, values);
  if (status?.saw !== undefined) cast.calls.push(status.saw);
  if (status?.saw.ok) judgeReport(cast, status.answer);
  const events = await cast.does(owner, "runEvents", values);
  if (events !== undefined && cast.text(events, "total") === "0")
    cast.notes("lost", "a run that is over has no events");
  if (other === undefined) return;
  const theirs = await cast.tries(other, "runStatus", { values: { ...values, userId: other.id } });
  const heard = await cast.tries(other, "runEvents", { values });
  if (theirs?.saw.ok || heard?.saw.ok) cast.notes("foreign", "a stranger is told of another's run");
}

/** What an answer promises to bring along beside its words. */
function judgeReport(cast: Cast, answer: Answer | undefined): void {
  const missing = cast.lackingReport(answer);
  if (missing.length > 0)
    cast.notes("unfounded", `the report of a run lacks ${missing.join(", ")}`);
}

async function finished(cast: Cast, values: Readonly<Record<string, string>>) {
  const { clock, limits } = cast.lab;
  const start = clock.now();
  for (;;) {
    const status = await cast.tries(cast.owner, "runStatus", { values });
    const isOver = status === undefined || status.saw.ok || status.answer === undefined;
    if (isOver || clock.now() - start > limits.gapMs || (status.saw.status ?? 0) >= 400)
      return status;
    await cast.lab.pause(pauseMs);
  }
}

/** Failures in a row open a breaker: the second user's, so that the first goes on being served. */
export async function openBreaker(cast: Cast): Promise<void> {
  const { breaker } = cast.lab.contract;
  const { other, lab } = cast;
  if (breaker === undefined || other === undefined || lab.subject.remote) return;
  if (!cast.has("executeFailing", "breakerState")) return;
  let failed = 0;
  for (let n = 0; n < breaker.failures; n += 1) {
    const failing = await cast.tries(other, "executeFailing", { values: cast.question() });
    if (failing?.saw.ok) failed += 1;
  }
  const look = await cast.does(other, "breakerState", { agent: breaker.agent });
  const state = cast.text(look, "state");
  if (failed === breaker.failures && breaker.closed.includes(state))
    cast.notes("downgraded", `after ${failed} failures in a row the breaker is still "${state}"`);
}
