import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Seen } from "./seen.ts";

/** Faults that are played together to find out which checks none of them kills. */
export type Group = readonly Fault[];

/** More would save little and hide more of one another. */
const mostTogether = 30;
/** What a group is divided into of which many checks died. */
const partsOfMany = 5;
const [fewDeaths, fewFaults] = [3, 6];

/**
 * Groups faults so that few runs of all checks say of most pairs that nothing happens.
 *
 * Those that kill so many that their company would be run again for nothing are by themselves, and so are those
 * of a network that makes everything late, whatever else is wrong. The others are dealt out, the worst first, so
 * that each group kills about as many; of those that would take each other's place there is one to a group.
 */
export function groupsOf(faults: readonly Fault[], seen: Seen, tooMany: number): readonly Group[] {
  const deaths = ({ id }: Fault): number => seen[id]?.length ?? 0;
  const isAlone = (fault: Fault): boolean =>
    fault.dress !== undefined ||
    isSlow(fault) ||
    seen[fault.id] === undefined ||
    deaths(fault) >= tooMany;
  const dealt = faults
    .filter((fault) => !isAlone(fault))
    .toSorted(
      (left, right) =>
        placesOf(right).length - placesOf(left).length || deaths(right) - deaths(left),
    );
  const groups: Fault[][] = Array.from(
    { length: Math.ceil(dealt.length / mostTogether) },
    () => [],
  );
  const total = (group: Group): number => group.reduce((sum, fault) => sum + deaths(fault), 0);
  for (const fault of dealt) {
    const open = groups.filter((group) => !isTaken(group, fault));
    open.sort((left, right) => total(left) - total(right) || left.length - right.length);
    if (open[0] === undefined) groups.push([fault]);
    else open[0].push(fault);
  }
  const alone = faults.filter(isAlone).map((fault) => [fault]);
  // Groups first: what is measured in them comes one by one, and must not be all that is left in the end.
  return [...groups, ...alone];
}

function isSlow({ link }: Fault): boolean {
  return [link?.latencyMs, link?.jitterMs, link?.bytesPerSecond].some((part) => part !== undefined);
}

/** What there is one of, however many edges stand in front of one another. */
function placesOf({ options, link, second }: Fault): readonly string[] {
  return [
    ...(options === undefined && second === undefined ? [] : ["backend"]),
    ...(link === undefined ? [] : ["link"]),
  ];
}

function isTaken(group: Group, fault: Fault): boolean {
  const taken = new Set(group.flatMap(placesOf));
  return placesOf(fault).some((place) => taken.has(place));
}

/** Parts of a group of which so many checks died: its members, unless both are many. */
export function partsOf(group: Group, deaths: number): readonly Group[] {
  const areFew = deaths <= fewDeaths || group.length <= fewFaults;
  const size = areFew ? 1 : Math.ceil(group.length / partsOfMany);
  return Array.from({ length: Math.ceil(group.length / size) }, (_, n) =>
    group.slice(n * size, (n + 1) * size),
  );
}
