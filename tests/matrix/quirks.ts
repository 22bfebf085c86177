import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { faults } from "../../src/fixtures/faults/index.ts";
import { unusual } from "../../src/fixtures/faults/unusual.ts";
import type { Encounter } from "./share.ts";

/** The backend as it is. */
const healthy: Quirk = { id: "healthy", title: "is as it should be", parameters: {} };

/** Where a check that fails cries wolf, whatever it says. */
export const sound: readonly Quirk[] = [healthy];

/**
 * Everything unusual in as few backends as there can be; by itself each of them is played by `healthy`, and a
 * network that makes everything late by that alone.
 */
export const together: readonly Encounter[] = [
  ...unusual.filter(({ dress }) => dress !== undefined).map(({ id }) => ({ id, quirks: [id] })),
  {
    id: "unusual in every other way",
    quirks: unusual.filter((quirk) => !isApart(quirk)).map(({ id }) => id),
  },
];

function isApart({ dress, link }: Quirk): boolean {
  return dress !== undefined || link !== undefined;
}

export function quirkNamed(id: string): Quirk {
  const found = [healthy, ...unusual, ...faults].find((quirk) => quirk.id === id);
  if (found === undefined) throw new Error(`no fault is called ${id}`);
  return found;
}
