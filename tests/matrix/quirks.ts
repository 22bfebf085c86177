import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { faults } from "../../src/fixtures/faults/index.ts";

/** The backend as it is. */
export const healthy: Quirk = { id: "healthy", title: "is as it should be", parameters: {} };

export function quirkNamed(id: string): Quirk {
  const found = [healthy, ...faults].find((quirk) => quirk.id === id);
  if (found === undefined) throw new Error(`no fault is called ${id}`);
  return found;
}
