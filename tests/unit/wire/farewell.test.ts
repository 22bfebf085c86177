import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { bend } from "../../../src/fixtures/faults/bend.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import { Wire, type WireOptions } from "../../../src/harness/wire/wire.ts";

test("threads are taken away by who was interrupted", async () => {
  await using backend = await startBackend();
  const interrupt = new AbortController();
  const wire = open(backend, { signal: interrupt.signal });
  const threadId = await newThread(wire);
  interrupt.abort(new Error("interrupted"));
  await wire.close(new Error("closing"));
  expect(await isThere(backend, wire, threadId)).toBe(false);
});

test("threads are taken away by who has no time left", async () => {
  await using backend = await startBackend();
  let spentMs = 0;
  const clock: Clock = { ...systemClock, now: () => spentMs };
  const wire = open(backend, { clock, budgetMs: 1_000 });
  const threadId = await newThread(wire);
  spentMs = 1_000;
  await wire.close(new Error("closing"));
  expect(await isThere(backend, wire, threadId)).toBe(false);
});

test("nobody makes another thread while they are taken away", async () => {
  const late: string[] = [];
  await using backend = await startBackend({}, ({ front }) =>
    bend(front, "respond", (healthy) => async (request, line) => {
      if (request.method === "DELETE") {
        const made = wire.call("createThread", { title: "gapproof" }, {});
        late.push(
          await made.then(
            () => "made",
            () => "called off",
          ),
        );
      }
      return await healthy(request, line);
    }),
  );
  const wire = open(backend);
  await newThread(wire);
  await wire.close(new Error("closing"));
  expect(late).toEqual(["called off"]);
});

test("what was said on leaving is on record, and counted", async () => {
  await using backend = await startBackend();
  const wire = open(backend);
  const threadId = await newThread(wire);
  const before = wire.messages;
  await wire.close(new Error("closing"));
  expect(wire.messages).toBe(before + 1);
  const lines = wire.transcripts.flatMap((transcript) => transcript.excerpt(20));
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`DELETE .*${threadId}`)));
});

/** Somebody else's deployment, which is the reference backend. */
function open(backend: Backend, change: Partial<WireOptions> = {}): Wire {
  return new Wire({
    ...{ contract: defaultContract, limits: defaultContract.limits.local, clock: systemClock },
    ...{ urls: { http: backend.url }, wsUrl: backend.wsUrl, remote: true, checkId: undefined },
    ...{ credentials: { jwtSecret: backend.secret }, namespace: randomUUID(), testHeaders: false },
    ...{ budgetMs: undefined, signal: undefined },
    ...change,
  });
}

async function newThread(wire: Wire): Promise<string> {
  const made = await wire.call("createThread", { title: "gapproof" }, {});
  expect(made.said).toMatch(/^HTTP 200/);
  return String(made.read("threadId"));
}

async function isThere(backend: Backend, wire: Wire, threadId: string): Promise<boolean> {
  const watching = open(backend);
  const read = await watching.call("readThread", { threadId }, { user: await wire.user() });
  await watching.close(new Error("closing"));
  return read.status === 200;
}
