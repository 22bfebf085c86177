import type { Fault } from "../../src/fixtures/faults/fault.ts";
import { byOne, type Company, companiesOf, left, met, played, split } from "./companies.ts";
import type { Costs } from "./costs.ts";
import { doubtsIn } from "./doubts.ts";
import { suits } from "./dressed-checks.ts";
import type { Ending } from "./ending.ts";
import type { Expected } from "./expected.ts";
import type { Grouping } from "./grouping.ts";
import { type Group, groupsAsRecorded, groupsOf, idsOf } from "./groups.ts";
import { deathsThatSayNothing, isStillBroad, sampleOfBroad } from "./kills.ts";
import type { Rounds } from "./rounds.ts";
import type { Seen } from "./seen.ts";
import type { Encounter } from "./share.ts";

export interface Meeting {
  readonly rounds: Rounds;
  readonly faults: readonly Fault[];
  /** Encounters in which nothing is wrong. */
  readonly sound: readonly Encounter[];
  /** Parts of the ids of checks; all of them unless given. */
  readonly like?: readonly string[] | undefined;
  readonly expected: Expected;
  readonly seen: Seen;
  readonly costs: Costs;
  /** What `gate --fast` runs: they are to be seen noticing each fault. */
  readonly fast: readonly string[];
  /** Faults that are known to kill more than a quarter: a sample is enough. */
  readonly broad: ReadonlySet<string>;
  /** Runs every check against every fault by itself; no pass is taken for granted. */
  readonly exhaustive: boolean;
  /** Whom to play together, and of whose company who dies; found out anew unless given. */
  readonly grouping?: Grouping | undefined;
  /** Asks every check again that died of a fault before, and not a sample of them. */
  readonly askAll: boolean;
}

/** What came of a meeting. */
export interface Met {
  readonly endings: readonly Ending[];
  /** By fault: checks that died of it before and were not asked again. They are taken to be dead. */
  readonly assumed: ReadonlyMap<string, readonly string[]>;
  /** Who was played together, and who died of that company. */
  readonly grouping: Grouping;
}

/**
 * A fault that is known to kill more than a quarter of the checks meets those that are meant to notice it and a
 * sample of the others that did; when they do not confirm it, it meets all, until a quarter has died again.
 *
 * Of the others, each meets by itself the checks that it is meant to kill, and a sample of those that it killed
 * before: the rest of these are taken to die of it again, which claims nothing for them and makes it no narrower.
 * All other checks they meet in groups, every check a group without those that are told to kill it: who passes there
 * is taken to pass each of its members, and who does not meets parts of the group, and in the end its members. Only
 * what dies of one fault by itself counts as a kill. Faults that hide one another could be missed this way: an
 * exhaustive run has neither samples nor groups.
 */
export async function meet(meeting: Meeting): Promise<Met> {
  const { alone, groups, together, sampled } = arranged(meeting);
  const endings = await play(meeting, [
    // Most of these wait, some for long, and others can be measured meanwhile.
    ...alone.map((fault) => inFull(fault, meeting)),
    ...meeting.sound,
    ...together.map(met),
    ...toldOf(together, meeting),
    ...sampled.map((fault) => ({
      ...played([fault]),
      checks: sampleFor(fault, meeting, sampleOfBroad),
    })),
  ]);
  const changed = sampled.filter(({ id }) => !isStillBroad(endings.filter(of(id))));
  const names = new Set(changed.map(({ id }) => id));
  const doubts = left(together, endings);
  const narrowed = await narrow(meeting, doubts, changed);
  return {
    endings: [
      ...byOne(together, endings).filter(({ quirk }) => !names.has(quirk)),
      ...narrowed.endings,
    ],
    assumed: assumedOf(together, meeting),
    grouping: { groups: groups.map(idsOf), doubts: doubtsIn(narrowed.deaths) },
  };
}

interface Arrangement {
  /** Each meets every check by itself. */
  readonly alone: readonly Fault[];
  readonly groups: readonly Group[];
  readonly together: readonly Company[];
  readonly sampled: readonly Fault[];
}

function arranged(meeting: Meeting): Arrangement {
  const { faults, expected, broad, seen, exhaustive, grouping } = meeting;
  if (exhaustive) return { alone: faults, groups: [], together: [], sampled: [] };
  const others = faults.filter(({ id }) => !broad.has(id));
  const all = grouping
    ? groupsAsRecorded(others, grouping.groups)
    : groupsOf(others, seen, tooMany(meeting));
  const groups = all.filter(({ length }) => length > 1);
  const plain = Object.keys(expected).filter((check) => suits(check, {}));
  const told = new Map(others.map((fault) => [fault.id, new Set(toldBy(fault, meeting))]));
  return {
    alone: all.filter(({ length }) => length === 1).flat(),
    groups,
    together: groups.flatMap((group) =>
      companiesOf(group, plain, { told, doubts: grouping?.doubts ?? {} }),
    ),
    sampled: faults.filter(({ id }) => broad.has(id)),
  };
}

async function play(
  meeting: Meeting,
  encounters: readonly Encounter[],
): Promise<readonly Ending[]> {
  const { rounds, like } = meeting;
  return await rounds.play(encounters.map((encounter) => ({ ...encounter, like })));
}

/** Plays ever smaller parts of groups to the checks that died of them, down to one fault. */
async function narrow(
  meeting: Meeting,
  doubts: readonly Company[],
  changed: readonly Fault[] = [],
): Promise<{ readonly endings: readonly Ending[]; readonly deaths: readonly Company[] }> {
  const parts = doubts.flatMap(split);
  if (parts.length + changed.length === 0) return { endings: [], deaths: [] };
  const endings = await play(meeting, [
    ...parts.map(met),
    ...changed.map((fault) => inFull(fault, meeting)),
  ]);
  const rest = await narrow(meeting, left(parts, endings));
  return {
    endings: [...byOne(parts, endings), ...rest.endings],
    deaths: [...doubts, ...rest.deaths],
  };
}

function of(fault: string): (ending: Ending) => boolean {
  return ({ quirk }) => quirk === fault;
}

/**
 * One fault and every check. When more than a quarter has died, further deaths count for nothing: those who are
 * meant to notice it go first, then those who did the last time.
 */
function inFull(fault: Fault, meeting: Meeting): Encounter {
  const { expected, seen, exhaustive } = meeting;
  if (exhaustive) return played([fault]);
  return {
    ...played([fault]),
    ...{ first: meantFor(fault.id, expected), likely: seen[fault.id], enough: tooMany(meeting) },
  };
}

/** Those that are meant to notice it, and of those that did the fast checks first, then the cheapest. */
function sampleFor({ id }: Fault, meeting: Meeting, size: number): readonly string[] {
  const { expected, seen, costs, fast } = meeting;
  const meant = meantFor(id, expected);
  const cost = (check: string): number => (fast.includes(check) ? -1 : (costs[check] ?? 0));
  const others = (seen[id] ?? []).filter((check) => !meant.includes(check));
  return [...meant, ...others.toSorted((left, right) => cost(left) - cost(right)).slice(0, size)];
}

function tooMany({ expected }: Meeting): number {
  return deathsThatSayNothing(Object.keys(expected).length);
}

function meantFor(fault: string, expected: Expected): readonly string[] {
  return Object.keys(expected).filter((check) => expected[check]?.includes(fault));
}

/** Checks that died of a fault before, or are meant to: they meet it by itself. */
function toldBy({ id }: Fault, { expected, seen }: Meeting): readonly string[] {
  return [...new Set([...(seen[id] ?? []), ...meantFor(id, expected)])];
}

/** Of those that died of a narrow fault before, so many are asked again besides those that are meant to. */
const sampleOfNarrow = 1;

function askedBy(fault: Fault, meeting: Meeting): readonly string[] {
  return meeting.askAll ? toldBy(fault, meeting) : sampleFor(fault, meeting, sampleOfNarrow);
}

function toldOf(together: readonly Company[], meeting: Meeting): readonly Encounter[] {
  return groupedIn(together).map((fault) => ({
    ...played([fault]),
    checks: askedBy(fault, meeting),
  }));
}

function assumedOf(together: readonly Company[], meeting: Meeting): Met["assumed"] {
  return new Map(
    groupedIn(together).map((fault) => {
      const asked = new Set(askedBy(fault, meeting));
      return [fault.id, toldBy(fault, meeting).filter((check) => !asked.has(check))];
    }),
  );
}

function groupedIn(together: readonly Company[]): Group {
  return [...new Set(together.flatMap(({ group }) => group))];
}
