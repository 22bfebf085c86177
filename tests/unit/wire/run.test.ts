import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { noRetry } from "../../../src/harness/wire/retry.ts";
import { RunExpired, RunInterrupted } from "../../../src/harness/wire/run/run.ts";
import type { Session } from "../../../src/harness/wire/session.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "./deferred.ts";
import { HandClock } from "./hand-clock.ts";
import { webSocketServer } from "./loopback.ts";
import { healthyRun, sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

interface Asked {
  readonly text: string;
  readonly thread: string;
  readonly message: string;
}

/** A session against a server that does what `onAsked` says. */
async function against(
  clock: HandClock,
  onAsked: (socket: WebSocket, asked: Asked) => void,
): Promise<{ session: Session } & AsyncDisposable> {
  const server = await webSocketServer((socket) => {
    socket.send('{"type":"hello","id":"c"}');
    socket.on("message", (data) => onAsked(socket, JSON.parse(String(data))));
  });
  const token = new Secret("run-test-token");
  const session = await openSession({
    contract: sampleContract,
    budget: new Budget({ limits, clock }),
    url: server.url,
    carriage: carriageOf(sampleContract.websocket.carriers[1], token),
    ...{ token, user: undefined, threadId: "t", retry: noRetry, headers: {} },
    headersOf: () => ({}),
  });
  return {
    session,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function say(socket: WebSocket, messages: readonly object[]): void {
  for (const message of messages) socket.send(JSON.stringify(message));
}

describe("Run", () => {
  test("ends at its own last bookend, not the first completion", proves("H32", "H33"), async () => {
    await using line = await against(new HandClock(), (socket, { thread }) =>
      say(socket, healthyRun({ thread })),
    );
    const run = await line.session.ask("What is it?");
    expect(run.types.filter((type) => type === "completed")).toHaveLength(2);
    expect(run).toMatchObject({
      deviations: [],
      answer: "forty-two",
      partials: ["forty", "-two"],
      report: { pages: 1 },
      runId: "r",
      missing: [],
      hasFailed: false,
    });
    expect(run.ofType("tool_end").map(({ tool }) => tool)).toEqual(["search"]);
    expect(line.session.strays).toEqual([]);
  });

  test("asks the way the contract says, with the ids it is given", proves("H29"), async () => {
    const heard = deferred<Asked>();
    await using line = await against(new HandClock(), (_, asked) => heard.resolve(asked));
    line.session.start("Why?", { threadId: "t-9", messageId: "m-9" });
    expect(await heard.promise).toEqual({
      ...{ type: "ask", text: "Why?", thread: "t-9", message: "m-9" },
    });
  });

  test("measures by its clock, and keeps the server's time as it is", proves("H34"), async () => {
    const clock = new HandClock();
    const asked = deferred<WebSocket>();
    await using line = await against(clock, (socket) => asked.resolve(socket));
    const run = line.session.start("How long?", { threadId: "t" });
    const socket = await asked.promise;
    const [first, second, ...rest] = healthyRun();
    clock.advance(30);
    say(socket, [first ?? {}]);
    await run.until("started");
    clock.advance(400);
    say(socket, [second ?? {}]);
    await run.until("thinking");
    say(socket, rest);
    await run.finished();
    expect(run).toMatchObject({ firstEventMs: 30, longestGapMs: 400, completionMs: 430 });
    expect(run.events[0]).toMatchObject({ timestamp: 1_900_000_000, arrivedMs: 30 });
  });

  test("expires when no first event comes, naming all that is missing", proves("H32"), async () => {
    const clock = new HandClock();
    const asked = deferred();
    await using line = await against(clock, (socket) => {
      say(socket, [{ type: "heartbeat" }]);
      asked.resolve();
    });
    const finished = line.session.ask("Anybody?");
    await asked.promise;
    await line.session.next([{ types: ["heartbeat"] }], { what: "the heartbeat" });
    clock.advance(limits.firstEventMs);
    await expect(finished).rejects.toThrow(RunExpired);
    await expect(finished).rejects.toMatchObject({
      name: "FirstEventExpired",
      phase: "firstEvent",
      limitMs: 4000,
      missing: sampleContract.events.required,
      seen: ["heartbeat at 0 ms"],
    });
  });

  test("expires in a silence between events, naming what is missing and what was seen", async () => {
    const clock = new HandClock();
    await using line = await against(clock, (socket, { thread }) =>
      say(socket, healthyRun({ thread }).slice(0, 2)),
    );
    const run = line.session.start("Still there?");
    await run.until("thinking");
    const finished = run.finished();
    clock.advance(limits.gapMs);
    await expect(finished).rejects.toMatchObject({
      name: "GapExpired",
      limitMs: 5000,
      missing: ["tool_start", "tool_end", "completed"],
      seen: ["started at 0 ms", "thinking at 0 ms"],
    });
  });

  test("expires as a whole although events keep coming", async () => {
    const clock = new HandClock();
    const asked = deferred<WebSocket>();
    await using line = await against(clock, (socket) => asked.resolve(socket));
    const run = line.session.start("For ever?", { threadId: "t" });
    const socket = await asked.promise;
    say(socket, [{ type: "chunk", run: "r", thread: "t", text: "0" }]);
    await run.until("chunk");
    const finished = run.finished();
    const outcome = expect(finished).rejects.toMatchObject({
      name: "CompletionExpired",
      limitMs: 20_000,
    });
    for (let n = 1; n <= 4; n += 1) {
      clock.advance(4000);
      say(socket, [{ type: "chunk", run: "r", thread: "t", text: `${n}` }]);
      await line.session.next(() => run.partials.length === n + 1, { what: `chunk ${n}` });
    }
    await clock.armed(4000);
    clock.advance(4000);
    await outcome;
  });

  test("is interrupted when the connection ends, and says what was missing", async () => {
    await using line = await against(new HandClock(), (socket, { thread }) => {
      say(socket, healthyRun({ thread }).slice(0, 1));
      socket.close(1011, "oops");
    });
    const finished = line.session.ask("Hello?");
    await expect(finished).rejects.toThrow(RunInterrupted);
    await expect(finished).rejects.toMatchObject({
      missing: ["thinking", "tool_start", "tool_end", "completed"],
      closed: { closing: { code: 1011, reason: "oops", frame: true } },
    });
  });

  test("waits for the run's end after an agent inside it failed", async () => {
    await using line = await against(new HandClock(), (socket, { thread }) => {
      const [started, thinking, step, ...rest] = healthyRun({ thread });
      const failure = { ...step, type: "failed", error: "no" };
      const [report, end] = rest.slice(-2);
      say(
        socket,
        [started, thinking, step, failure, report, end].map((message) => ({ ...message })),
      );
    });
    const run = await line.session.ask("And if it fails?");
    expect(run).toMatchObject({ hasFailed: false, answer: "forty-two" });
  });

  test("ends when the run itself fails", async () => {
    await using line = await against(new HandClock(), (socket, { thread }) => {
      const [started] = healthyRun({ thread });
      say(socket, [{ ...started }, { ...started, type: "failed", error: "no" }]);
    });
    const run = await line.session.ask("And if all fails?");
    expect(run).toMatchObject({ hasFailed: true, answer: undefined });
  });

  test("tells two runs of one session apart by run, then by thread", async () => {
    await using line = await against(new HandClock(), (socket, { thread, text }) => {
      if (text !== "second") return;
      const [mine, yours] = ["one", "two"].map((name) =>
        healthyRun({ run: `run-${name}`, thread: `thread-${name}` }),
      );
      expect(thread).toBe("thread-two");
      for (let n = 0; n < 10; n += 1) say(socket, [{ ...mine?.[n] }, { ...yours?.[n] }]);
    });
    const first = line.session.start("first", { threadId: "thread-one" });
    const second = line.session.start("second", { threadId: "thread-two" });
    await Promise.all([first.finished(), second.finished()]);
    expect([first.runId, second.runId]).toEqual(["run-one", "run-two"]);
    expect([...first.deviations, ...second.deviations, ...line.session.strays]).toEqual([]);
  });

  test("leaves out the events of somebody else's run, and shows them as strays", async () => {
    await using line = await against(new HandClock(), (socket, { thread }) => {
      say(socket, healthyRun({ run: "foreign", thread: "elsewhere", user: "eve" }));
      say(socket, healthyRun({ thread }));
    });
    const run = await line.session.ask("Mine only?");
    expect(run.events.map(({ runId }) => runId)).not.toContain("foreign");
    expect(line.session.strays).toHaveLength(10);
  });

  test("keeps collecting after its end, so that what came too late shows", async () => {
    await using line = await against(new HandClock(), (socket, { thread }) => {
      const messages = healthyRun({ thread });
      say(socket, [...messages, { ...messages[1] }, { type: "last" }]);
    });
    const run = await line.session.ask("Done?");
    await line.session.next(() => line.session.frames.at(-1)?.type === "last", { what: "the end" });
    expect(run.deviations.map(({ kind }) => kind)).toContain("event-after-terminal");
  });
});
