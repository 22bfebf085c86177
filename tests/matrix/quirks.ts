import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { faults } from "../../src/fixtures/faults/index.ts";
import { unusual } from "../../src/fixtures/faults/unusual.ts";
import type { Encounter } from "./share.ts";

/** The backend as it is. */
const healthy: Quirk = { id: "healthy", title: "is as it should be", parameters: {} };

const dressed = unusual.filter(({ dress }) => dress !== undefined);

/** Where a check that fails cries wolf, whatever it says: here, and where a deployed backend is looked at. */
export const sound: readonly Quirk[] = [healthy, ...dressed];

/** Ways of being healthy besides. */
export const odd: readonly Quirk[] = unusual.filter((quirk) => !dressed.includes(quirk));

/**
 * Everything odd in one backend; by itself each of them is played by `healthy`, and a network that makes
 * everything late by that alone.
 */
export const together: readonly Encounter[] = [
  {
    id: "unusual in every other way",
    quirks: odd.filter(({ link }) => link === undefined).map(({ id }) => id),
  },
];

const byId: ReadonlyMap<string, Quirk> = new Map(
  [healthy, ...unusual, ...faults].map((quirk) => [quirk.id, quirk]),
);

export function quirkNamed(id: string): Quirk {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`no fault is called ${id}`);
  return found;
}
