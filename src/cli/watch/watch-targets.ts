import type { Contract } from "../../contract/contract.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { RateTarget } from "../../harness/gate/rates/rate-targets.ts";
import { walkOf } from "../../harness/watch/walks/walks.ts";
import { promisedRate } from "../gate/promised-rate.ts";
import type { WatchOptions } from "./watch-options.ts";

/** What is watched, and what is not, with the reason. */
interface WatchTargets {
  readonly targets: readonly RateTarget[];
  readonly warnings: readonly string[];
}

/**
 * The journeys that were named, or all whose rate the contract promises and that can be walked on its backend.
 *
 * @throws {@link ConfigurationError} for a name without a promised rate or that cannot be walked, for a rate that
 *   cannot be tested, and when nothing is left
 */
export function watchTargets(
  contract: Contract,
  { journeys: named, errors }: Pick<WatchOptions, "journeys" | "errors">,
): WatchTargets {
  const promised = Object.keys(contract.targets);
  for (const name of named ?? []) demandWalkable(contract, name);
  const wanted = promised.filter((name) => named?.includes(name) ?? true);
  const obstacles = wanted.flatMap((name) => {
    const walk = walkOf(contract, name);
    return typeof walk === "string" ? [`${name} is promised and cannot be watched: ${walk}`] : [];
  });
  const walked = wanted.filter((name) => typeof walkOf(contract, name) !== "string");
  if (walked.length === 0) {
    const rule = ["must promise the rate of a journey that can be walked", ...obstacles].join("; ");
    throw new ConfigurationError("the contract's targets", rule);
  }
  const isPart = walked.length + obstacles.length < promised.length;
  return {
    targets: walked.map((name) => promisedRate(name, contract.targets[name] ?? 1, errors)),
    warnings: [
      ...obstacles,
      ...(isPart ? [`this is about ${walked.join(", ")} only (--journey)`] : []),
    ],
  };
}

function demandWalkable(contract: Contract, name: string): void {
  const promised = Object.keys(contract.targets);
  if (!promised.includes(name)) {
    const rule = `must be a journey whose rate the contract promises: ${promised.join(", ")}`;
    throw new ConfigurationError("--journey", rule, { received: name });
  }
  const walk = walkOf(contract, name);
  if (typeof walk === "string")
    throw new ConfigurationError("--journey", `must be one that can be walked: ${walk}`, {
      received: name,
    });
}
