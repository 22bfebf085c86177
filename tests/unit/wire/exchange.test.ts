import { describe, expect, test } from "vitest";
import type { Contract } from "../../../src/contract/contract.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { CapabilityMissing } from "../../../src/harness/wire/http/operation.ts";
import { noRetry } from "../../../src/harness/wire/retry.ts";
import { newQuestion, newVariant } from "../../../src/harness/wire/run/question.ts";
import type { Session } from "../../../src/harness/wire/session.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { HandClock } from "./hand-clock.ts";
import { caller } from "./http-stage.ts";
import { webSocketServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const token = new Secret("exchange-test-token");

interface Stage extends AsyncDisposable {
  readonly session: Session;
  /** Everything the server heard, in order. */
  readonly heard: readonly string[];
}

/** A session in thread `t` with a server that answers everything with a pong. */
async function stage(): Promise<Stage> {
  const heard: string[] = [];
  const server = await webSocketServer((socket) => {
    socket.send('{"type":"hello","id":"c"}');
    socket.on("message", (data) => {
      heard.push(String(data));
      socket.send('{"type":"pong"}');
    });
  });
  const clock = new HandClock();
  const session = await openSession({
    ...{ contract: sampleContract, url: server.url, token, user: caller, threadId: "t" },
    budget: new Budget({ limits: sampleContract.limits.local, clock }),
    carriage: carriageOf(sampleContract.websocket.carriers[1], token),
    ...{ retry: noRetry, headers: {}, headersOf: () => ({}) },
  });
  return {
    session,
    heard,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const expected = { types: ["pong"] };

describe("an exchange", () => {
  test("knows its session's thread, user and time, and takes the rest from whoever asks", async () => {
    await using here = await stage();
    const send = {
      ...{ type: "stop", run: "{runId}", thread: "{threadId}", user: "{userId}", at: "{now}" },
      ...{ text: "about {prompt}", absent: "{nothing}" },
    };
    const values = { runId: "r-7", prompt: "costs" };
    await here.session.exchange({ send, expect: expected }, { values });
    expect(here.heard.map((text) => JSON.parse(text))).toEqual([
      {
        ...{ type: "stop", run: "r-7", thread: "t", user: caller.id, text: "about costs" },
        at: "2030-01-01T00:00:00.000Z",
      },
    ]);
  });

  test("puts what it is given over what it knows", async () => {
    await using here = await stage();
    const send = { thread: "{threadId}", message: "{messageId}" };
    const values = { threadId: "another", messageId: "m" };
    await here.session.exchange({ send, expect: expected }, { values });
    expect(here.heard).toEqual(['{"thread":"another","message":"m"}']);
  });

  test("names a value nobody gave, and sends nothing", async () => {
    await using here = await stage();
    const exchange = { send: { text: "run {runId}" }, expect: expected };
    await expect(here.session.exchange(exchange)).rejects.toThrow("{runId}");
    expect(here.heard).toEqual([]);
  });

  test("sends a text as it is, placeholders or not", async () => {
    await using here = await stage();
    await here.session.exchange({ send: '{"type": {runId}', expect: expected });
    expect(here.heard).toEqual(['{"type": {runId}']);
  });
});

const contract: Contract = {
  ...sampleContract,
  question: {
    ...sampleContract.question,
    variants: {
      slow: { prompt: "{canary}, slowly", send: { type: "ask_slowly", text: "{prompt}" } },
      figures: { prompt: "{canary} costs {figure} a month", usedBy: [] },
    },
  },
};

describe("a variant of the question", () => {
  test("has a canary, ids and a message of its own", async () => {
    await using here = await stage();
    const question = newVariant(contract, "slow");
    expect(question.prompt).toBe(`${question.canary}, slowly`);
    expect(question).not.toHaveProperty("figure");
    here.session.start(question);
    await here.session.next([expected], { what: "the server's sign" });
    expect(here.heard).toEqual([JSON.stringify({ type: "ask_slowly", text: question.prompt })]);
  });

  test("names a figure of five digits, another one each time", () => {
    const figures = Array.from({ length: 20 }, () => newVariant(contract, "figures"));
    for (const { canary, figure, prompt } of figures) {
      expect(figure).toMatch(/^[1-9]\d{4}$/);
      expect(prompt).toBe(`${canary} costs ${figure} a month`);
    }
    expect(new Set(figures.map(({ figure }) => figure)).size).toBeGreaterThan(1);
  });

  test("is missing where the contract has none, by its name", () => {
    expect(() => newVariant(contract, "failing")).toThrow(CapabilityMissing);
    expect(() => newVariant(contract, "failing")).toThrow("does not promise variant.failing");
  });

  test("is not what the plain question is", () => {
    const question = newQuestion(contract);
    expect(question.prompt).toBe(`Tell me about ${question.canary}`);
    expect(Object.keys(question).sort()).toEqual(["canary", "messageId", "prompt", "threadId"]);
  });
});
