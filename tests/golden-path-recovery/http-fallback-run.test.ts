import { check, test } from "../../src/fixtures/test.ts";
import { emptyParts, tierOf, tiersOf } from "./report-tier.ts";
import { StreamedAnswer } from "./streamed-answer.ts";
import { ToldEvents } from "./told-events.ts";

const phase = "golden-path-recovery";
const journey = "http-fallback";

test(
  "takes a request whose socket was refused through the whole pipeline, and tells its events in order",
  check({
    id: "http-fallback.runs-after-refused-socket",
    suspects: ["http-error"],
    rows: ["X14"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "auth-enforced",
      "pipeline",
      "operation.startRun",
      "operation.runStatus",
      "operation.runEvents.events",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const knock = await context.knock({ token: context.forge(user.token), settle: true });
    expect(knock.refused, knock.summary).toBe(true);
    const values = { ...context.question(), userId: user.id };
    const started = await context.call("startRun", values, { user });
    expect(started.ok, started.said).toBe(true);
    const runId = String(started.read("runId"));
    const finished = await context.poll(
      () => context.call("runStatus", { ...values, runId }, { user }),
      { until: ({ ok, status }) => ok || status >= 400, what: `run ${runId} to finish` },
    );
    expect(finished.read("answer"), finished.said).toContain(values.canary);
    const events = await context.call("runEvents", { ...values, runId }, { user });
    expect(events.ok, events.said).toBe(true);
    const told = ToldEvents.ofRun(context.contract, events.read("events"));
    expect(told.deviations.join("\n")).toBe("");
    expect(told.repeated.join(", "), "events told more than once").toBe("");
    expect(told.completed).toEqual(context.contract.events.pipeline);
    expect(new Set(told.events.map((event) => event.runId))).toEqual(new Set([runId]));
  },
);

test(
  "streams the whole pipeline in order to somebody whose socket was refused",
  check({
    id: "http-fallback.streams-after-refused-socket",
    suspects: ["events-missing", "fallback-dead"],
    rows: ["X14"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["auth-enforced", "pipeline", "operation.stream", "stream-records"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const knock = await context.knock({ token: context.forge(user.token), settle: true });
    expect(knock.refused, knock.summary).toBe(true);
    const question = context.question();
    await using stream = await context.stream("stream", { ...question }, { user });
    expect(stream.ok, stream.said).toBe(true);
    await stream.finished();
    const told = ToldEvents.ofStream(context.contract, stream);
    expect(told.misorders.join("\n")).toBe("");
    expect(told.completed).toEqual(context.contract.events.pipeline);
    const streamed = new StreamedAnswer(context.contract, stream);
    expect(streamed.ends, "says that it is over, once, and nothing after it").toEqual([
      stream.records.at(-1),
    ]);
    expect(streamed.texts.join("")).toContain(question.canary);
  },
);

test(
  "reports over HTTP what it reports over the socket: as full, with the same parts",
  check({
    id: "http-fallback.reports-like-socket",
    suspects: ["answer-unfounded"],
    rows: ["X18"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["report", "report-tiers", "operation.execute.report"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const question = context.question();
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    const answer = await context.call("execute", { ...question }, { user });
    expect(answer.ok, answer.said).toBe(true);
    const reports = [run.report, answer.read("report")];
    const { full } = tiersOf(contract);
    expect(
      reports.map((report) => tierOf(contract, report)),
      answer.said,
    ).toEqual([full, full]);
    const empty = reports.flatMap((report) => emptyParts(contract, report));
    expect(empty.join(", "), "empty parts of the reports").toBe("");
    const [overSocket, overHttp] = reports.map((report) => Object.keys(Object(report)).toSorted());
    expect(overHttp).toEqual(overSocket);
    expect(JSON.stringify(reports[1])).toContain(question.canary);
  },
);

test(
  "keeps of a run started over HTTP the same answer and report it tells over the socket",
  check({
    id: "http-fallback.keeps-like-socket",
    suspects: ["answer-unfounded", "http-error"],
    rows: ["X18"],
    phase,
    journey,
    needs: ["session"],
    capabilities: [
      "report",
      "report-tiers",
      "operation.startRun",
      "operation.runStatus.report",
      "operation.runStatus.threadId",
    ],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const question = context.question();
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    const values = { ...question, userId: user.id };
    const started = await context.call("startRun", values, { user });
    expect(started.ok, started.said).toBe(true);
    const runId = String(started.read("runId"));
    expect(runId).not.toBe(run.runId);
    const kept = await context.poll(
      () => context.call("runStatus", { ...values, runId }, { user }),
      { until: ({ ok, status }) => ok || status >= 400, what: `run ${runId} to finish` },
    );
    expect(kept.read("answer"), kept.said).toContain(question.canary);
    expect(kept.read("threadId"), kept.said).toBe(run.events[0]?.threadId);
    const reports = [run.report, kept.read("report")];
    const { full } = tiersOf(contract);
    expect(
      reports.map((report) => tierOf(contract, report)),
      kept.said,
    ).toEqual([full, full]);
    const empty = reports.flatMap((report) => emptyParts(contract, report));
    expect(empty.join(", "), "empty parts of the reports").toBe("");
    expect(JSON.stringify(reports[1])).toContain(question.canary);
  },
);
