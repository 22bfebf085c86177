import type { PlainSaw } from "./plain-saw.ts";
import type { UpgradeSaw } from "./upgrade-saw.ts";

/** The outer probes once more, at the same deployment without what stands in front of it. */
export interface DirectSaw {
  readonly bare: UpgradeSaw;
  readonly offer: UpgradeSaw;
  readonly plain: PlainSaw;
  /** A good token in a header, and no offer. */
  readonly routes: readonly { readonly route: string; readonly upgrade: UpgradeSaw }[];
}
