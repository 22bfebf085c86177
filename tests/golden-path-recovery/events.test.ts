import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { eventsOutOfPlace } from "./agents-at-work.ts";
import { storedEvents } from "./stored-events.ts";

const phase = "golden-path-recovery";
const journey = "golden-path";

test(
  "says something soon, never falls silent, and comes to an end in time, run after run",
  check({
    id: "events.come-in-time",
    suspects: ["app-stall"],
    rows: ["E08", "E09", "E10"],
    phase,
    journey,
    needs: ["session"],
  }),
  async ({ context, expect }) => {
    const { limits } = context;
    await using session = await context.connect({ user: await context.user() });
    // A backend that stalls now and then may well answer the first question at once.
    for (const nth of [1, 2, 3]) {
      const question = context.question();
      const run = await session.ask(question);
      const { firstEventMs = Number.NaN, completionMs = Number.NaN } = run;
      context.figure(`first event of run ${nth}`, firstEventMs, "ms");
      context.figure(`completion of run ${nth}`, completionMs, "ms");
      context.figure(`longest silence in run ${nth}`, run.longestGapMs, "ms");
      expect(firstEventMs, `run ${nth}`).toBeLessThanOrEqual(limits.firstEventMs);
      expect(completionMs, `run ${nth}`).toBeLessThanOrEqual(limits.completionMs);
      expect(run.longestGapMs, `run ${nth}`).toBeLessThanOrEqual(limits.gapMs);
      expect(run.answer).toContain(question.canary);
    }
  },
);

test(
  "keeps what agents do inside the run, and inside each agent's own beginning and end",
  check({
    id: "events.nest-inside-run",
    suspects: ["events-disordered"],
    rows: ["E04", "E07"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { started, pipeline } = contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(eventsOutOfPlace(contract, run)).toEqual([]);
    const inner = run.ofType(started).flatMap(({ agent }) => agent ?? []);
    expect(inner).toEqual(expect.arrayContaining(pipeline));
    expect(new Set(run.events.map(({ runId }) => runId))).toEqual(new Set([run.runId]));
    expect(run.types.indexOf(started)).toBe(0);
    expect(run.terminal).toBe(run.events.at(-1));
  },
);

test(
  "keeps a run's events: the same ones, in the same order, whole or by type",
  check({
    id: "events.retrievable-later",
    suspects: ["events-misaddressed", "data-lost"],
    rows: ["E18"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["operation.runEvents.events", "operation.runEventsOfType.events", "event-ids"],
  }),
  async ({ context, expect }) => {
    const { fields, required } = context.contract.events;
    const user = await context.user();
    await using session = await context.connect({ user });
    const [other, run] = [
      await session.ask(context.question()),
      await session.ask(context.question()),
    ];
    expect(run.runId).not.toBe(other.runId);
    const { runId } = run;
    const idOf = (event: unknown): unknown => readField(event, fields.eventId ?? []);
    const seen = run.events.map(({ raw }) => idOf(raw));
    expect(seen).not.toContain(undefined);
    expect(new Set(seen).size).toBe(seen.length);
    const stored = await context.call("runEvents", { runId }, { user });
    expect(stored.ok, stored.said).toBe(true);
    const kept = storedEvents(stored);
    expect(kept.map(idOf)).toEqual(seen);
    expect(kept.map((event) => readField(event, fields.type))).toEqual(run.types);
    for (const type of required) {
      const some = await context.call("runEventsOfType", { runId, type }, { user });
      expect(some.ok, some.said).toBe(true);
      const wanted = run.ofType(type).map(({ raw }) => idOf(raw));
      expect(storedEvents(some).map(idOf), type).toEqual(wanted);
    }
  },
);
