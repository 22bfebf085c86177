import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Costs } from "./costs.ts";
import type { Ending } from "./ending.ts";
import type { Expected } from "./expected.ts";
import { type Group, groupsOf, partsOf } from "./groups.ts";
import { deathsThatSayNothing, sampleOfBroad } from "./kills.ts";
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
}

/**
 * A fault that is known to kill more than a quarter of the checks meets those that are meant to notice it and a
 * sample of the others that did; when one of them lives, it meets all, until a quarter has died again.
 *
 * Of the others, each meets by itself the checks that it killed before or is meant to kill. The rest they meet in
 * groups: a check that passes a group is taken to pass each of its members, and one that does not meets parts of
 * the group, and in the end its members. Only what dies of one fault by itself counts as a kill. Faults that hide
 * one another could be missed this way: an exhaustive run has neither samples nor groups.
 */
export async function meet(meeting: Meeting): Promise<readonly Ending[]> {
  const { sound } = meeting;
  const { alone, together, sampled } = arranged(meeting);
  const company = await play(meeting, [
    // Most of these wait, some for long, and others can be measured meanwhile.
    ...alone.map((fault) => inFull(fault, meeting)),
    ...sound,
    ...together.map((group) => ({ ...played(group), checks: untold(group, meeting) })),
  ]);
  const doubts = together
    .map((group) => ({ group, checks: deadOf(group, company) }))
    .flatMap(split);
  const single = await play(meeting, [
    ...doubts.map(met),
    ...together.flat().map((fault) => ({ ...played([fault]), checks: told(fault, meeting) })),
    ...sampled.map((fault) => ({ ...played([fault]), checks: sampleFor(fault, meeting) })),
  ]);
  const changed = sampled.filter(({ id }) => isSurvived(id, single));
  const rest = await narrow(
    meeting,
    [...left(doubts, single), ...together.map((group) => escaped(group, single, meeting))],
    changed,
  );
  const names = new Set([...together.map(nameOf), ...changed.map(({ id }) => id)]);
  return [
    ...[...company, ...byOne(doubts, single)].filter(({ quirk }) => !names.has(quirk)),
    ...rest,
    ...together.flatMap((group) => spared(group, company)),
  ];
}

interface Arrangement {
  /** Each meets every check by itself. */
  readonly alone: readonly Fault[];
  readonly together: readonly Group[];
  readonly sampled: readonly Fault[];
}

function arranged(meeting: Meeting): Arrangement {
  const { faults, broad, seen, exhaustive } = meeting;
  if (exhaustive) return { alone: faults, together: [], sampled: [] };
  const others = faults.filter(({ id }) => !broad.has(id));
  const groups = groupsOf(others, seen, tooMany(meeting));
  return {
    alone: groups.filter(({ length }) => length === 1).flat(),
    together: groups.filter(({ length }) => length > 1),
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

/** Faults one of which may have killed these checks. */
interface Doubt {
  readonly group: Group;
  readonly checks: readonly string[];
}

/** Plays ever smaller parts of groups to the checks that died of them, down to one fault. */
async function narrow(
  meeting: Meeting,
  doubts: readonly Doubt[],
  changed: readonly Fault[] = [],
): Promise<readonly Ending[]> {
  const parts = doubts.filter(({ checks }) => checks.length > 0).flatMap(split);
  if (parts.length + changed.length === 0) return [];
  const endings = await play(meeting, [
    ...parts.map(met),
    ...changed.map((fault) => inFull(fault, meeting)),
  ]);
  return [...byOne(parts, endings), ...(await narrow(meeting, left(parts, endings)))];
}

function split({ group, checks }: Doubt): readonly Doubt[] {
  return partsOf(group, checks.length).map((part) => ({ group: part, checks }));
}

function met({ group, checks }: Doubt): Encounter {
  return { ...played(group), checks };
}

/** What still may have died of several. */
function left(doubts: readonly Doubt[], endings: readonly Ending[]): readonly Doubt[] {
  return doubts
    .filter(({ group }) => group.length > 1)
    .map(({ group }) => ({ group, checks: deadOf(group, endings) }));
}

/** What did not meet several at once. */
function byOne(doubts: readonly Doubt[], endings: readonly Ending[]): readonly Ending[] {
  const several = doubts.filter(({ group }) => group.length > 1);
  const names = new Set(several.map(({ group }) => nameOf(group)));
  return endings.filter(({ quirk }) => !names.has(quirk));
}

function isSurvived(fault: string, endings: readonly Ending[]): boolean {
  return endings.some(({ quirk, state }) => quirk === fault && state === "passed");
}

function played(group: Group): Encounter {
  return { id: nameOf(group), quirks: group.map(({ id }) => id) };
}

function nameOf(group: Group): string {
  return group.map(({ id }) => id).join(" + ");
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
function sampleFor({ id }: Fault, { expected, seen, costs, fast }: Meeting): readonly string[] {
  const meant = meantFor(id, expected);
  const cost = (check: string): number => (fast.includes(check) ? -1 : (costs[check] ?? 0));
  const others = (seen[id] ?? []).filter((check) => !meant.includes(check));
  return [
    ...meant,
    ...others.toSorted((left, right) => cost(left) - cost(right)).slice(0, sampleOfBroad),
  ];
}

function tooMany({ expected }: Meeting): number {
  return deathsThatSayNothing(Object.keys(expected).length);
}

function meantFor(fault: string, expected: Expected): readonly string[] {
  return Object.keys(expected).filter((check) => expected[check]?.includes(fault));
}

/** Checks that died of a fault before, or are meant to. */
function told({ id }: Fault, { expected, seen }: Meeting): readonly string[] {
  return [...new Set([...(seen[id] ?? []), ...meantFor(id, expected)])];
}

/** Checks that died of no member of a group before. */
function untold(group: Group, { expected, seen }: Meeting): readonly string[] {
  const known = new Set(group.flatMap(({ id }) => seen[id] ?? []));
  return Object.keys(expected).filter((check) => !known.has(check));
}

/** Checks that were kept from a group since they died of a member, and no longer do. */
function escaped(group: Group, endings: readonly Ending[], meeting: Meeting): Doubt {
  const ids = new Set(group.map(({ id }) => id));
  const dead = new Set(
    endings
      .filter(({ quirk, state }) => ids.has(quirk) && state === "failed")
      .map(({ check }) => check),
  );
  const kept = new Set(group.flatMap(({ id }) => meeting.seen[id] ?? []));
  return { group, checks: [...kept].filter((check) => !dead.has(check)) };
}

function deadOf(group: Group, endings: readonly Ending[]): readonly string[] {
  return endings
    .filter(({ quirk, state }) => quirk === nameOf(group) && state === "failed")
    .map(({ check }) => check);
}

/** What passed in company. */
function spared(group: Group, endings: readonly Ending[]): Ending[] {
  const together = endings.filter(
    ({ quirk, state }) => quirk === nameOf(group) && state !== "failed",
  );
  return group.flatMap(({ id }) => together.map((ending) => ({ ...ending, quirk: id })));
}
