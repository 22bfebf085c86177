import type { Fault } from "../../src/fixtures/faults/fault.ts";
import { type FaultKills, killsOf } from "./kills.ts";
import type { Rounds } from "./rounds.ts";

/** So many further seeds say whose death was more than luck. */
const otherSeeds = 3;

/** Whether it strikes one occasion and not another, as the seed has it. */
function isByChance({ parameters, edge }: Fault): boolean {
  return "every" in parameters || "share" in parameters || edge?.secondShare !== undefined;
}

/**
 * Faults that strike by chance, once more under other seeds, and whom of those they killed they kill there: who is to
 * notice such a fault must not depend on the seed it was met with.
 *
 * @param kills - of any faults, under `seed`
 */
export async function killsUnderOtherSeeds(
  rounds: Rounds,
  { faults, kills, seed }: { faults: readonly Fault[]; kills: readonly FaultKills[]; seed: number },
): Promise<readonly FaultKills[]> {
  const known = new Map(kills.map(({ id, killed }) => [id, killed.map(({ check }) => check)]));
  const others = Array.from({ length: otherSeeds }, (_, n) => seed + n + 1);
  const names = (id: string): readonly string[] => others.map((other) => `${id} (seed ${other})`);
  const struck = faults.filter(isByChance);
  const endings = await rounds.play(
    struck.flatMap(({ id }) =>
      names(id).map((name, n) => ({
        ...{ id: name, quirks: [id], checks: known.get(id) ?? [] },
        seed: others[n],
      })),
    ),
  );
  const played = struck.flatMap((fault) => names(fault.id).map((id) => ({ ...fault, id })));
  return killsOf({ faults: played, endings, checks: [] });
}
