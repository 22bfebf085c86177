import { once } from "node:events";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { Lane } from "../../../src/fixtures/faults/edge/lane.ts";

const rule = { latencyMs: 60_000 };

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

test("what is under way is forgotten when its end closes", async () => {
  const to = new Socket();
  const lane = new Lane({ from: new Socket(), to }, rule, () => 0);
  const before = timers();
  lane.send(Buffer.from("late"));
  expect(timers()).toBe(before + 1);
  to.destroy();
  await once(to, "close");
  expect(timers()).toBeLessThanOrEqual(before);
});

test("what is sent to an end that is closed waits for nothing", () => {
  const to = new Socket();
  const lane = new Lane({ from: new Socket(), to }, rule, () => 0);
  to.destroy();
  const before = timers();
  lane.send(Buffer.from("too late"));
  lane.end();
  expect(timers()).toBe(before);
});
