import { expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ask, records, register } from "./visitor.ts";

const sufficient = ["triage", "data", "optimization", "actions", "reporting"];

test("twenty users with several sessions and runs each never hear of one another", async () => {
  await using backend = await startBackend({ paceMs: 1 });
  const names = Array.from({ length: 20 }, (_, index) => `user${index}x`);
  const heard = await Promise.all(
    names.map(async (name) => {
      const visitor = await register(backend, name);
      await using first = await visitor.connect();
      await using second = await visitor.connect();
      const question = `Advise canary-${name}`;
      const [one, two, executed, streamed] = await Promise.all([
        ask(first, question),
        ask(second, question),
        visitor.post("/api/agents/execute", { type: "triage", message: question }),
        visitor.post("/api/agents/stream", { message: question }),
      ]);
      const stream = records(streamed.text).filter(({ event_id }) => event_id !== undefined);
      return { name, visitor, runs: [one, two, stream], executed };
    }),
  );
  for (const { name, visitor, runs, executed } of heard) {
    const own = new Set([`canary-${name}`]);
    for (const events of runs) {
      expect(new Set(events.map(({ user_id }) => user_id))).toEqual(new Set([visitor.userId]));
      expect(new Set(events.map(({ run_id }) => run_id)).size).toBe(1);
      expect(events.map(({ sequence }) => sequence)).toEqual(
        [...events.keys()].map((at) => at + 1),
      );
    }
    expect(executed.body.steps).toEqual(sufficient);
    const canaries = JSON.stringify([runs, executed.body]).match(/canary-\w+/g);
    expect(new Set(canaries)).toEqual(own);
    expect((await visitor.get("/api/threads")).body).toHaveLength(4);
  }
  const { body } = (await heard[0]?.visitor.get("/ws/stats")) ?? {};
  expect(body).toMatchObject({ runs_under_way: 0 });
});
