import { describe, expect, test } from "vitest";
import type { Trial } from "../../../src/harness/gate/rates/trial.ts";
import { Course } from "../../../src/harness/watch/course.ts";
import { Turns } from "../../../src/harness/watch/turns.ts";
import { websocketWalk } from "../../../src/harness/watch/walks/websocket.ts";
import { HandClock } from "../wire/hand-clock.ts";
import { asked } from "./stage.ts";

describe("turns of a loop", () => {
  test("judge it once for every trial that counts, however often somebody asks whose turn it is", () => {
    const stop = { kind: "loop", least: 10 } as const;
    const plan = { journeys: asked("websocket"), stop };
    const courses = plan.journeys.map((target) => new Course(target, websocketWalk, plan));
    const turns = new Turns(courses, { stop, atOnce: 1, clock: new HandClock(), startedMs: 0 });
    const before = turns.loop();
    expect(turns.next()).toBe(courses[0]);
    expect(turns.loop()).toBe(before);
    const trial: Trial = {
      ...{ journey: "websocket", n: 1, ok: true, outcome: "welcomed", atMs: 0, durationMs: 1 },
    };
    courses[0]?.end(courses[0].begin(), trial, () => undefined);
    expect(turns.loop()).toMatchObject({ n: 1, successes: 1 });
  });
});
