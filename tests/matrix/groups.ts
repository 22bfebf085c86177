import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Seen } from "./seen.ts";

/** Faults that are played together to find out which checks none of them kills. */
export type Group = readonly Fault[];

/** More would save little and hide more of one another. */
const mostTogether = 30;
/** What a group is divided into when a check died of it. */
const partsOfOne = 5;

/**
 * Groups faults so that few runs of all checks say of most pairs that nothing happens.
 *
 * Those that kill so many that their company would be run again for nothing are by themselves, and so are those
 * of a network that makes everything late, whatever else is wrong. The others are dealt out, the worst first, so that each group kills about as many; those that change how a backend is
 * started are one to a group, since they would take each other's place.
 */
export function groupsOf(faults: readonly Fault[], seen: Seen, tooMany: number): readonly Group[] {
  const deaths = ({ id }: Fault): number => seen[id]?.length ?? 0;
  const isAlone = (fault: Fault): boolean =>
    fault.dress !== undefined ||
    fault.link !== undefined ||
    seen[fault.id] === undefined ||
    deaths(fault) >= tooMany;
  const dealt = faults
    .filter((fault) => !isAlone(fault))
    .toSorted(
      (left, right) =>
        Number(startsOtherwise(right)) - Number(startsOtherwise(left)) ||
        deaths(right) - deaths(left),
    );
  const starts = dealt.filter(startsOtherwise).length;
  const count = Math.max(starts, Math.ceil(dealt.length / mostTogether));
  const groups = Array.from({ length: count }, (): Fault[] => []);
  const total = (group: Group): number => group.reduce((sum, fault) => sum + deaths(fault), 0);
  for (const fault of dealt) {
    const open = groups.filter((group) => !startsOtherwise(fault) || group.length === 0);
    open.sort((left, right) => total(left) - total(right) || left.length - right.length);
    open[0]?.push(fault);
  }
  const alone = faults.filter(isAlone).map((fault) => [fault]);
  // Groups first: what is measured in them comes one by one, and must not be all that is left in the end.
  return [...groups.filter(({ length }) => length > 0), ...alone];
}

/** Edges stand in front of one another; of everything else about a start there is one. */
function startsOtherwise({ options, link, second }: Fault): boolean {
  return [options, link, second].some((part) => part !== undefined);
}

/** Parts of a group, down to its members. */
export function partsOf(group: Group): readonly Group[] {
  const size = Math.ceil(group.length / partsOfOne);
  return Array.from({ length: Math.ceil(group.length / size) }, (_, n) =>
    group.slice(n * size, (n + 1) * size),
  );
}
