import type { Fault } from "../../src/fixtures/faults/fault.ts";
import type { Seen } from "./seen.ts";

/** Faults that are played together to find out which checks none of them kills. */
export type Group = readonly Fault[];

/** More would save little and hide more of one another. */
const mostTogether = 12;

/**
 * Groups faults so that few runs of all checks say of most pairs that nothing happens.
 *
 * Those that kill so many that their company would be run again for nothing are by themselves. The others are
 * dealt out, the worst first, so that each group kills about as many; those that change how a backend is
 * started or what stands in front of it are one to a group, since they would take each other's place.
 */
export function groupsOf(faults: readonly Fault[], seen: Seen): readonly Group[] {
  const deaths = ({ id }: Fault): number => seen[id]?.length ?? 0;
  const isAlone = (fault: Fault): boolean =>
    fault.dress !== undefined || seen[fault.id] === undefined;
  const dealt = faults
    .filter((fault) => !isAlone(fault))
    .toSorted(
      (left, right) =>
        Number(hasFront(right)) - Number(hasFront(left)) || deaths(right) - deaths(left),
    );
  const fronts = dealt.filter(hasFront).length;
  const count = Math.max(fronts, Math.ceil(dealt.length / mostTogether));
  const groups = Array.from({ length: count }, (): Fault[] => []);
  const total = (group: Group): number => group.reduce((sum, fault) => sum + deaths(fault), 0);
  for (const fault of dealt) {
    const open = groups.filter((group) => !hasFront(fault) || group.length === 0);
    open.sort((left, right) => total(left) - total(right) || left.length - right.length);
    open[0]?.push(fault);
  }
  return [
    ...faults.filter(isAlone).map((fault) => [fault]),
    ...groups.filter(({ length }) => length > 0),
  ];
}

function hasFront({ options, edge, link, second }: Fault): boolean {
  return [options, edge, link, second].some((part) => part !== undefined);
}
