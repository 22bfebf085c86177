import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { requestOf } from "../../../src/harness/wire/http/operation.ts";
import { noRetry } from "../../../src/harness/wire/retry.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "./deferred.ts";
import { HandClock } from "./hand-clock.ts";
import { webSocketServer } from "./loopback.ts";

describe("a question", () => {
  test("goes out as the documented chat message, ids added", proves("H29", "H37"), async () => {
    const heard = deferred<unknown>();
    await using server = await webSocketServer((socket) => {
      socket.send('{"type":"connection_established","connection_id":"c"}');
      socket.on("message", (data) => heard.resolve(JSON.parse(String(data))));
    });
    const budget = new Budget({ limits: defaultContract.limits.local, clock: new HandClock() });
    await using session = await openSession({
      ...{ contract: defaultContract, url: server.url, budget },
      ...{ token: undefined, user: undefined, threadId: undefined },
      carriage: carriageOf(undefined, undefined),
      ...{ retry: noRetry, headers: {}, headersOf: () => ({}) },
    });
    const question = Object.freeze({ prompt: "What does it cost?" });
    const { messageId } = session.start(question);
    expect(messageId).toMatch(/^message_[\w-]{36}$/);
    expect(session.threadId).toMatch(/^thread_[\w-]{36}$/);
    expect(await heard.promise).toEqual({
      type: "user_message",
      payload: {
        content: "What does it cost?",
        thread_id: session.threadId,
        message_id: messageId,
      },
      timestamp: "2030-01-01T00:00:00.000Z",
    });
  });

  test("goes to an agent over HTTP as the documented request", proves("H37"), () => {
    const { execute } = defaultContract.operations;
    const values = { prompt: "What does it cost?", threadId: "thread_1" };
    expect(execute && requestOf(execute, values)).toMatchObject({
      method: "POST",
      path: "/api/agents/execute",
      body: {
        type: "triage",
        message: "What does it cost?",
        context: { thread_id: "thread_1" },
      },
    });
  });
});
