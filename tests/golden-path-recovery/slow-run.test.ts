import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { Answer } from "../../src/harness/wire/http/operation.ts";
import { terminalIndex } from "../../src/harness/wire/run/bookend.ts";
import { eventTypes, timestampMs } from "../../src/harness/wire/run/event.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";
import { noMoment, notYetTheEnd, slowEnough, undisturbed } from "./stalls.ts";
import { storedEvents } from "./stored-events.ts";
import { ToldEvents } from "./told-events.ts";

// Runs that take about a second, all in one file: side by side they take one second together.
const phase = "golden-path-recovery";

test(
  "tells a slow run as it happens, not in one burst at its end",
  check({
    id: "events.spread-over-slow-run",
    suspects: ["buffering"],
    rows: ["E10", "E19", "X11"],
    phase,
    journey: "golden-path",
    needs: ["session"],
    capabilities: ["variant.slow", "slow-duration"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const { question, run } = await undisturbed(async () => {
      const asked = context.variant("slow");
      return { question: asked, run: await session.ask(asked) };
    });
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    const { completionMs = Number.NaN } = run;
    const told = `told at ${momentsOf(run).map(Math.round).join(", ")} ms`;
    const { lastsMs = Number.NaN } = context.contract.question.variants.slow ?? {};
    expect(
      completionMs,
      `over after ${Math.round(completionMs)} ms, promised ${lastsMs}; ${told}`,
    ).toBeGreaterThanOrEqual(lastsMs * slowEnough);
    expect(run.firstEventMs, told).toBeLessThan(completionMs * notYetTheEnd);
    expect(run.longestGapMs, told).toBeLessThan(completionMs * notYetTheEnd);
    // Stamped when it happened: by the server's clock, too, the run took its time.
    const stamps = run.events.map((event) => timestampMs(event) ?? Number.NaN);
    const stampedMs = (stamps.at(-1) ?? Number.NaN) - (stamps[0] ?? Number.NaN);
    expect(stampedMs, stamps.join()).toBeGreaterThan(completionMs * noMoment);
  },
);

test(
  "goes on telling a run to whoever comes back and asks for the rest, nothing of it twice",
  check({
    id: "events.continue-after-reconnect",
    suspects: ["events-disordered", "data-lost"],
    rows: ["E13", "X09"],
    phase,
    journey: "golden-path",
    needs: ["session"],
    capabilities: ["resume", "variant.slow", "event-ids", "operation.runEvents.events"],
  }),
  async ({ context, expect }) => {
    const { contract, limits } = context;
    const { fields, required, started } = contract.events;
    const user = await context.user();
    const question = context.variant("slow");
    const first = await context.connect({ user });
    const run = first.start(question);
    await run.until(required[1] ?? started);
    await first.drop();
    expect(run.isOver, "the run was over before the connection was lost").toBe(false);
    const { runId } = run;
    // A server may say more than the contract knows of; what that is, is its own affair.
    const isKnown = (type: unknown): boolean => eventTypes(contract).has(String(type));
    const before = run.events.filter(({ type }) => isKnown(type));
    const stored = (): Promise<Answer> => context.call("runEvents", { runId }, { user });
    const kept = (answer: Answer): readonly unknown[] =>
      storedEvents(answer).filter((event) => isKnown(readField(event, fields.type)));
    await stored();
    // Twice: by the second answer at the latest the server knows that nobody listens.
    const known = kept(await stored()).length;
    await context.poll(stored, {
      until: (answer) => kept(answer).length > known + 1 || isOver(answer),
      what: `run ${runId} to go on while nobody listens`,
    });

    await using second = await context.connect({ user });
    const values = { threadId: question.threadId, runId };
    await second.exchange(contract.websocket.resume, { values });
    const hasEnded = (): boolean => terminalIndex(contract, [...before, ...second.strays]) >= 0;
    const what = "the end of the run that was begun on the lost connection";
    await second.next(hasEnded, { what, withinMs: limits.completionMs });
    await second.linger();
    const after = second.strays.filter(({ type }) => isKnown(type));
    expect(new Set(after.map((event) => event.runId))).toEqual(new Set([runId]));
    expect(terminalIndex(contract, [...before, ...after])).toBe(before.length + after.length - 1);
    expect(after.at(-1)?.field(fields.answer)).toContain(question.canary);

    const idOf = (event: unknown): unknown => readField(event, fields.eventId ?? []);
    const all = kept(await stored()).map(idOf);
    const heard = [...before, ...after].map(({ raw }) => idOf(raw));
    expect(new Set(heard).size, heard.join()).toBe(heard.length);
    // In order; what was on its way when the connection broke may be lost, no more.
    expect(heard).toEqual(all.filter((id) => heard.includes(id)));
    expect(all.slice(-after.length)).toEqual(after.map(({ raw }) => idOf(raw)));
    expect(heard, "what happened while nobody listened").toEqual(
      expect.arrayContaining(all.slice(known)),
    );

    function isOver(answer: Answer): boolean {
      const { events } = ToldEvents.ofRun(contract, answer.read("events"));
      return terminalIndex(contract, events) >= 0;
    }
  },
);

test(
  "sends the first part of a slow answer well before its end",
  check({
    id: "streaming.starts-early",
    suspects: ["buffering"],
    rows: ["S02"],
    phase,
    journey: "streaming",
    needs: ["session"],
    capabilities: ["partials", "variant.slow"],
  }),
  async ({ context, expect }) => {
    const { partial } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await undisturbed(() => session.ask(context.variant("slow")));
    const parts = run.events.filter(({ type }) => partial.includes(type));
    const [first = Number.NaN, ...others] = parts.map(({ arrivedMs }) => arrivedMs - run.askedMs);
    const completionMs = run.completionMs ?? Number.NaN;
    context.figure("first part of a slow answer", first, "ms");
    expect(first).toBeLessThanOrEqual(context.limits.firstEventMs);
    expect(first, `of ${completionMs} ms`).toBeLessThan(completionMs * notYetTheEnd);
    // The rest does not come in one piece either.
    const restMs = (others.at(-1) ?? first) - first;
    expect(restMs, `of ${completionMs} ms`).toBeGreaterThan(completionMs * noMoment);
  },
);

test(
  "stops a run in the middle of its answer when told to, and says that it ended",
  check({
    id: "streaming.stops-on-request",
    suspects: ["contract-violation"],
    rows: ["S06", "S05"],
    phase,
    journey: "streaming",
    needs: ["session"],
    capabilities: ["partials", "stop", "variant.slow"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { partial, started, succeeded, fields } = contract.events;
    const user = await context.user();
    await using session = await context.connect({ user });
    await using control = await context.connect({ user });
    const { whole, run, inTime } = await undisturbed(async () => {
      // Begun first, the one that nobody stops is over first, unless the other one really is stopped.
      const other = control.start(context.variant("slow"));
      await other.until(started);
      const target = session.start(context.variant("slow"));
      await untilFirstPart(target, partial);
      const stop = contract.websocket.stop;
      await session.exchange(stop, { values: { runId: target.runId } });
      await target.finished();
      const isBefore = !other.isOver;
      await other.finished();
      return { whole: other, run: target, inTime: isBefore };
    });
    const parts = run.partials.length;
    await session.linger();
    expect(inTime, "it stopped sooner than it would have ended").toBe(true);
    expect(whole.deviations).toEqual([]);
    expect(whole.partials.length).toBeGreaterThan(parts);
    expect(run.partials.length, "parts after the stop").toBe(parts);
    expect(run.events.at(-1)).toBe(run.terminal);
    expect(succeeded).not.toContain(run.terminal?.field(fields.status));
  },
);

test(
  "answers a question in full that is asked again after the connection was lost",
  check({
    id: "streaming.repeats-after-interruption",
    suspects: ["events-missing"],
    rows: ["S10"],
    phase,
    journey: "streaming",
    needs: ["session"],
    capabilities: ["partials", "variant.slow"],
  }),
  async ({ context, expect }) => {
    const { partial } = context.contract.events;
    const user = await context.user();
    const question = context.variant("slow");
    const interrupted = await undisturbed(async () => {
      const first = await context.connect({ user });
      const run = first.start(question);
      await untilFirstPart(run, partial);
      await first.drop();
      return run;
    });
    expect(interrupted.isOver, "it was over before it was interrupted").toBe(false);
    await using second = await context.connect({ user });
    // In a thread of its own: what is left of the interrupted run may still be told in the old one.
    const { prompt, canary } = question;
    const run = await second.ask({ ...context.question(), prompt });
    await second.linger();
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(canary);
    expect(run.partials.join("")).toBe(run.answer);
    expect(run.partials.length).toBeGreaterThanOrEqual(2);
  },
);

async function untilFirstPart(run: Run, types: readonly string[]): Promise<void> {
  await Promise.race(types.map((type) => run.until(type)));
}

/** When each event came. Milliseconds since the question. */
function momentsOf({ askedMs, events }: Run): readonly number[] {
  return events.map(({ arrivedMs }) => arrivedMs - askedMs);
}
