import type { Contract } from "../../../contract/contract.ts";
import type { Walk } from "../walk.ts";
import { goldenPathWalk } from "./golden-path.ts";
import { httpFallbackWalk } from "./http-fallback.ts";
import { websocketWalk } from "./websocket.ts";

/** Every journey that can be walked again and again. */
export const walks: readonly Walk[] = [websocketWalk, goldenPathWalk, httpFallbackWalk];

/**
 * The walk of a journey where the contract promises what it needs, or why there is none.
 *
 * @param journey - its id, such as `golden-path`
 */
export function walkOf(contract: Contract, journey: string): Walk | string {
  const walk = walks.find((one) => one.journey === journey);
  if (walk === undefined) {
    return `nobody knows how to walk it, only ${walks.map((one) => one.journey).join(", ")}`;
  }
  return walk.obstacle(contract) ?? walk;
}
