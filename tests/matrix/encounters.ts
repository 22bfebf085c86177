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
  const { faults, sound, exhaustive, broad, seen } = meeting;
  const sampled = faults.filter(({ id }) => broad.has(id));
  const others = faults.filter(({ id }) => !broad.has(id));
  const groups = exhaustive
    ? others.map((fault): Group => [fault])
    : groupsOf(others, seen, tooMany(meeting));
  const alone = groups.filter(({ length }) => length === 1);
  const together = groups.filter(({ length }) => length > 1);
  const first = await run(meeting, [
    ...sound,
    ...together.map((group) => ({ ...played(group), checks: untold(group, meeting) })),
    ...alone.map((group) => inFull(group, meeting)),
    ...sampled.map((fault) => ({ ...played([fault]), checks: sampleFor(fault, meeting) })),
    ...together.flat().map((fault) => ({ ...played([fault]), checks: told(fault, meeting) })),
  ]);
  const doubts = together.map((group) => doubted(group, first));
  const changed = sampled.filter(({ id }) =>
    first.some(({ quirk, state }) => quirk === id && state === "passed"),
  );
  const rest = await narrow(meeting, doubts, changed);
  const again = new Set([...together.map(nameOf), ...changed.map(({ id }) => id)]);
  return [
    ...first.filter(({ quirk }) => !again.has(quirk)),
    ...rest,
    ...together.flatMap((group) => spared(group, first)),
  ];
}

async function run(meeting: Meeting, encounters: readonly Encounter[]): Promise<readonly Ending[]> {
  const { rounds, like } = meeting;
  return await rounds.play(encounters.map((encounter) => ({ ...encounter, like })));
}

/** Faults one of which may have killed these checks. */
interface Doubt {
  readonly group: Group;
  readonly checks: readonly string[];
}

/** Plays ever smaller parts of a group to the checks that died of it, down to one fault. */
async function narrow(
  meeting: Meeting,
  doubts: readonly Doubt[],
  inFullAgain: readonly Fault[] = [],
): Promise<readonly Ending[]> {
  const parts = doubts.flatMap(({ group, checks }) =>
    partsOf(group).map((part): Doubt => ({ group: part, checks })),
  );
  const endings = await run(meeting, [
    ...parts.map(({ group, checks }) => ({ ...played(group), checks })),
    ...inFullAgain.map((fault) => inFull([fault], meeting)),
  ]);
  const open = parts.filter(({ group }) => group.length > 1);
  const left = open.map(({ group }) => ({ group, checks: deadOf(group, endings) }));
  const names = new Set(open.map(({ group }) => nameOf(group)));
  const own = endings.filter(({ quirk }) => !names.has(quirk));
  if (left.every(({ checks }) => checks.length === 0)) return own;
  return [...own, ...(await narrow(meeting, left))];
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
function inFull(group: Group, meeting: Meeting): Encounter {
  const [fault] = group;
  if (fault === undefined || meeting.exhaustive) return played(group);
  const { expected, seen } = meeting;
  return {
    ...played(group),
    ...{ first: meantFor(fault.id, expected), likely: seen[fault.id], enough: tooMany(meeting) },
  };
}

/** Those that are meant to notice it, and the cheapest of those that did. */
function sampleFor({ id }: Fault, { expected, seen, costs }: Meeting): readonly string[] {
  const meant = meantFor(id, expected);
  const cost = (check: string): number => costs[check] ?? 0;
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

/** What died in company, and what no longer dies of the member that was known to kill it. */
function doubted(group: Group, endings: readonly Ending[]): Doubt {
  const single = new Set(group.map(({ id }) => id));
  const own = endings.filter(({ quirk }) => single.has(quirk));
  const dead = new Set(own.filter(({ state }) => state === "failed").map(({ check }) => check));
  const met = new Set(
    endings.filter(({ quirk }) => quirk === nameOf(group)).map(({ check }) => check),
  );
  const escaped = own
    .map(({ check }) => check)
    .filter((check) => !met.has(check) && !dead.has(check));
  return { group, checks: [...new Set([...deadOf(group, endings), ...escaped])] };
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
