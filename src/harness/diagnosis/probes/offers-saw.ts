import type { UpgradeSaw } from "./upgrade-saw.ts";

/** In which respect an upgrade differs from the contract's first. */
export type Change =
  /** In nothing: another key, as always. */
  | "again"
  | "layout"
  | "reversed"
  | "route"
  | "undeclared-route"
  | "demo"
  /** Offers only what the server is not to know. */
  | "unknown"
  /** Offers that first, and then what it knows. */
  | "unknown-first"
  | "own-origin"
  | "listed-origin"
  | "foreign-origin"
  | "compression"
  /** Offers a subprotocol with nothing secret in it: short, letters and dashes only. */
  | "short-name"
  | "long-name"
  | "dotted-name"
  /** The good token in another carrier, and no offer. */
  | "other-carrier";

/** One upgrade that differs from the contract's first in one respect. */
export interface TrySaw extends UpgradeSaw {
  readonly change: Change;
  /** Which: a layout, a route, an origin. Redacted by being a template. */
  readonly what: string;
}

/** A set of upgrades, each changed in one respect. */
export interface OffersSaw {
  readonly tries: readonly TrySaw[];
}
