import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Ending } from "./ending.ts";
import type { Expected } from "./expected.ts";
import { type Group, groupsOf } from "./groups.ts";
import { deathsThatSayNothing } from "./kills.ts";
import { runShares, type ShareRun } from "./run-shares.ts";
import type { Seen } from "./seen.ts";
import type { Encounter } from "./share.ts";

export interface Meeting extends Omit<ShareRun, "encounters" | "progress"> {
  readonly progress: () => ShareRun["progress"];
  readonly faults: readonly Fault[];
  /** Encounters in which nothing is wrong. */
  readonly sound: readonly Encounter[];
  /** Parts of the ids of checks; all of them unless given. */
  readonly like?: readonly string[] | undefined;
  readonly expected: Expected;
  readonly seen: Seen;
  /** Runs every check against every fault by itself; no pass is taken for granted. */
  readonly exhaustive: boolean;
}

/**
 * Faults that kill many meet checks until a quarter has died. Those that spare most meet them in groups first. A
 * check that passes a group is taken to pass each of its members; one that does not, and one that is meant to die
 * of a member, meets the members one by one, and only that counts as a kill. Faults that hide one another could
 * be missed this way: an exhaustive run has no groups.
 */
export async function meet(meeting: Meeting): Promise<readonly Ending[]> {
  const { faults, sound, like, exhaustive, seed, workers } = meeting;
  const groups = exhaustive
    ? faults.map((fault): Group => [fault])
    : groupsOf(faults, meeting.seen, tooMany(meeting));
  const first = await runShares({
    ...{ seed, workers, progress: meeting.progress() },
    encounters: [
      ...sound.map((encounter) => ({ ...encounter, like })),
      ...groups.map((group) => ({
        ...{ id: nameOf(group), quirks: group.map(({ id }) => id), like },
        ...(exhaustive ? {} : ending(group, meeting)),
      })),
    ],
  });
  const together = groups.filter(({ length }) => length > 1);
  const second = await runShares({
    ...{ seed, workers, progress: meeting.progress() },
    encounters: together.flatMap((group) => suspicions(group, first, meeting)),
  });
  const names = new Set(together.map(nameOf));
  return [
    ...first.filter(({ quirk }) => !names.has(quirk)),
    ...second,
    ...together.flatMap((group) => spared(group, first, second)),
  ];
}

function nameOf(group: Group): string {
  return group.map(({ id }) => id).join(" + ");
}

/**
 * When more than a quarter of the checks have died of one fault, further deaths count for nothing. Those who
 * are meant to notice it go first, then those who did the last time.
 */
function ending(group: Group, meeting: Meeting): Partial<Encounter> {
  const { expected, seen } = meeting;
  const [{ id } = { id: "" }] = group;
  if (group.length !== 1) return {};
  return { first: meantFor(id, expected), likely: seen[id], enough: tooMany(meeting) };
}

function tooMany({ expected }: Meeting): number {
  return deathsThatSayNothing(Object.keys(expected).length);
}

function meantFor(fault: string, expected: Expected): readonly string[] {
  return Object.keys(expected).filter((check) => expected[check]?.includes(fault));
}

/**
 * What each member of a group must be seen with by itself: the checks it is meant to kill, and those that
 * died in company. Of these, one that is known to kill a check clears the others of its death.
 */
function suspicions(
  group: Group,
  endings: readonly Ending[],
  { expected, like, seen }: Meeting,
): Encounter[] {
  const dead = endings
    .filter(({ quirk, state }) => quirk === nameOf(group) && state === "failed")
    .map(({ check }) => check);
  const isKnown = (check: string): boolean => group.some(({ id }) => seen[id]?.includes(check));
  return group.map(({ id }) => {
    const suspected = dead.filter((check) => seen[id]?.includes(check));
    const unknown = dead.filter((check) => !isKnown(check));
    const checks = [...new Set([...suspected, ...unknown, ...meantFor(id, expected)])];
    return { id, quirks: [id], like, checks };
  });
}

/** What passed in company and was not run again. */
function spared(group: Group, first: readonly Ending[], second: readonly Ending[]): Ending[] {
  const together = first.filter(({ quirk }) => quirk === nameOf(group));
  return group.flatMap(({ id }) => {
    const again = new Set(second.filter(({ quirk }) => quirk === id).map(({ check }) => check));
    return together
      .filter(({ check, state }) => state !== "failed" && !again.has(check))
      .map((ending) => ({ ...ending, quirk: id }));
  });
}
