import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Seen } from "./seen.ts";

/** Faults that are played together to find out which checks none of them kills. */
export type Group = readonly Fault[];

/** More would save little and hide more of one another. */
const mostTogether = 45;
/** What a large group is divided into of which a check died: two that clash are likely to part. */
const partsOfMany = 3;
/** Into so many a smaller one: fewer would take more rounds, and each is waited for. */
const partsOfSome = 5;
const [manyFaults, fewFaults] = [20, 6];
/** What a death that a group has already is worth, against one that it has not. */
const worthOfShared = 0.3;

/**
 * Groups faults so that few runs of all checks say of most pairs that nothing happens.
 *
 * Those that kill so many that their company would be run again for nothing are by themselves, and so are those
 * that make everything late, whatever else is wrong. Those that end what takes too long are among
 * themselves, as far as they fit: others may be slow. Of the rest those are together that kill the same checks: then most checks can
 * meet all of a group at once, and what two faults of a kind do to one another is seen by few. Of those that would take each other's place there is one to a group.
 */
export function groupsOf(faults: readonly Fault[], seen: Seen, tooMany: number): readonly Group[] {
  const deaths = ({ id }: Fault): number => seen[id]?.length ?? 0;
  const isAlone = (fault: Fault): boolean =>
    !isSociable(fault) || seen[fault.id] === undefined || deaths(fault) >= tooMany;
  const sociable = faults
    .filter((fault) => !isAlone(fault))
    .toSorted((left, right) => deaths(right) - deaths(left));
  const hurried: Fault[] = [];
  for (const fault of sociable.filter(isImpatient)) {
    if (!isTaken(hurried, fault)) hurried.push(fault);
  }
  const dealt = sociable.filter((fault) => !hurried.includes(fault));
  const groups = seedsOf(dealt);
  const size = Math.ceil(dealt.length / groups.length);
  const open = new Set(dealt.filter((fault) => !groups.some((group) => group.includes(fault))));
  for (const group of groups) {
    // The worst first, and then what is like it.
    const [worst] = open;
    if (worst !== undefined && group.length < size) join(group, worst, open);
    while (open.size > 0 && group.length < size) join(group, nearest(group, open, seen), open);
  }
  const alone = faults.filter(isAlone).map((fault) => [fault]);
  // Groups first: what is measured in them comes one by one, and must not be all that is left in the end.
  return [...[hurried, ...groups].filter(({ length }) => length > 0), ...alone];
}

/**
 * Groups as they were recorded, as far as their members still may be together; everything else is by itself.
 *
 * @param recorded - ids of faults, group by group
 */
export function groupsAsRecorded(
  faults: readonly Fault[],
  recorded: readonly (readonly string[])[],
): readonly Group[] {
  const byId = new Map(faults.map((fault) => [fault.id, fault]));
  const groups = recorded.map((ids) =>
    ids.reduce<Fault[]>((group, id) => {
      const fault = byId.get(id);
      if (fault !== undefined && isSociable(fault) && !isTaken(group, fault)) group.push(fault);
      return group;
    }, []),
  );
  const grouped = new Set(groups.flat());
  return [
    ...groups.filter(({ length }) => length > 0),
    ...faults.filter((fault) => !grouped.has(fault)).map((fault) => [fault]),
  ];
}

/** So many groups that none is too large, and that what there is one of to a group has one. */
function seedsOf(faults: readonly Fault[]): Fault[][] {
  const least = Math.ceil(faults.length / mostTogether);
  const groups: Fault[][] = Array.from({ length: Math.max(1, least) }, () => []);
  for (const fault of faults.filter((one) => placesOf(one).length > 0)) {
    const free = groups.filter((group) => !isTaken(group, fault));
    free.sort((left, right) => left.length - right.length);
    if (free[0] === undefined) groups.push([fault]);
    else free[0].push(fault);
  }
  return groups;
}

function join(group: Fault[], fault: Fault, open: Set<Fault>): void {
  group.push(fault);
  open.delete(fault);
}

/** The fault whose company adds the fewest to the checks that die of a group. */
function nearest(group: Group, open: ReadonlySet<Fault>, seen: Seen): Fault {
  const dying = new Set(group.flatMap(({ id }) => seen[id] ?? []));
  const strangeness = ({ id }: Fault): number => {
    const own = seen[id] ?? [];
    const shared = own.filter((check) => dying.has(check)).length;
    return own.length - shared - shared * worthOfShared;
  };
  return [...open].reduce((best, one) => (strangeness(one) < strangeness(best) ? one : best));
}

/** Can be played with others at all. */
function isSociable(fault: Fault): boolean {
  return fault.dress === undefined && !isSlow(fault);
}

function isSlow({ link, edge }: Fault): boolean {
  const delays = [link?.latencyMs, link?.jitterMs, link?.bytesPerSecond, edge?.bufferMs];
  return delays.some((delay) => delay !== undefined);
}

/** Ends connections that are silent, old or used up. */
function isImpatient({ options, edge, link, parameters }: Fault): boolean {
  const limits = [edge?.idleMs, edge?.lifetimeMs, link?.cutAfterBytes, options?.idleMs];
  return (
    limits.some((limit) => limit !== undefined) ||
    ["lifetimeMs", "pingsAfterMs"].some((limit) => limit in parameters) ||
    // Who lasts until the first heartbeat meets what comes with it.
    parameters["type"] === "heartbeat"
  );
}

/** What there is one of, however many edges stand in front of one another. */
function placesOf({ options = {}, link, second, deploys = [] }: Fault): readonly string[] {
  return [
    ...deploys.map(({ file, from }) => `${file}: ${from}`),
    // A second backend has settings of its own.
    ...(second === undefined ? [] : ["settings"]),
    ...Object.keys(options),
    ...(link === undefined ? [] : ["link"]),
  ];
}

function isTaken(group: Group, fault: Fault): boolean {
  const taken = new Set(group.flatMap(placesOf));
  return placesOf(fault).some((place) => taken.has(place));
}

export function idsOf(group: Group): readonly string[] {
  return group.map(({ id }) => id);
}

export function nameOf(group: Group): string {
  return idsOf(group).join(" + ");
}

/** Parts of a group of which a check died. What came together because it is alike is dealt out. */
export function partsOf(group: Group): readonly Group[] {
  const many = group.length >= manyFaults ? partsOfMany : partsOfSome;
  const count = group.length <= fewFaults ? group.length : many;
  return Array.from({ length: count }, (_, part) => group.filter((_, n) => n % count === part));
}
