import { tellViolation } from "../probes/branch.ts";
import type { BranchDrift, BranchSaw } from "../probes/branch-saw.ts";

/** Keys are spelt in many ways: `JWT_SECRET_KEY`, `jwt-secret-key`. */
export function isSameKey(one: string | undefined, other: string): boolean {
  return one !== undefined && plain(one) === plain(other);
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z\d]+/g, "_");
}

/** `idle_timeout: the branch says 360 (deploy/backend.yaml:12), what runs says 240`. */
export function tellDrift({ key, expected, deployed, place }: BranchDrift): string {
  const where = place === undefined ? "" : ` (${place})`;
  return `${key}: the branch says ${expected}${where}, what runs says ${deployed ?? "nothing"}`;
}

/** How the branch itself says what is not planned of a key, if it does. */
export function writtenSo(branch: BranchSaw | undefined, key: string): string | undefined {
  const violation = branch?.violations.find(
    (one) => one.cause === "manifest-unplanned" && isSameKey(one.key, key),
  );
  return violation && `it is deployed as written: ${tellViolation(violation)}`;
}
