import type { Encounter } from "./share.ts";

/** About as many checks as an encounter runs that ends when enough have died. */
const mostOfEnough = 70;
/** About as many checks as there are. */
const allChecks = 260;

type Kind = "company" | "ended early" | "whole" | "few";

/** What one worker has been dealt, and how many checks that makes. */
interface Hand {
  readonly encounters: Set<Encounter>;
  checks: number;
  ofKind: number;
}

/**
 * Deals encounters out to workers. Each goes to whom has the least to do of its kind, the long ones first: how much
 * longer a check takes in one kind than in another need not be known then.
 *
 * @returns as many shares as there are workers, each in the order of the encounters
 */
export function sharesOf(
  encounters: readonly Encounter[],
  workers: number,
): readonly (readonly Encounter[])[] {
  const hands = Array.from(
    { length: workers },
    (): Hand => ({ encounters: new Set(), checks: 0, ofKind: 0 }),
  );
  for (const kind of new Set(encounters.map(kindOf))) {
    for (const hand of hands) hand.ofKind = 0;
    const own = encounters.filter((encounter) => kindOf(encounter) === kind);
    for (const encounter of own.toSorted((left, right) => checksIn(right) - checksIn(left))) {
      deal(encounter, hands);
    }
  }
  return hands.map((hand) => encounters.filter((encounter) => hand.encounters.has(encounter)));
}

function deal(encounter: Encounter, hands: readonly Hand[]): void {
  const [least] = hands.toSorted(
    (left, right) => left.ofKind - right.ofKind || left.checks - right.checks,
  );
  if (least === undefined) return;
  least.encounters.add(encounter);
  least.ofKind += checksIn(encounter);
  least.checks += checksIn(encounter);
}

function kindOf({ checks, enough, quirks }: Encounter): Kind {
  if (quirks.length > 1) return "company";
  if (enough !== undefined) return "ended early";
  return checks === undefined ? "whole" : "few";
}

function checksIn({ checks, enough }: Encounter): number {
  return checks?.length ?? (enough === undefined ? allChecks : mostOfEnough);
}
