import type { Contract } from "../../contract/contract.ts";
import { type Gap, ratedTwice } from "../../contract/parts/gaps.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { ResolvedConfig } from "./config.ts";

/**
 * The gaps that count: the contract's and the config's; of two with one id, the config's.
 *
 * @throws {@link ConfigurationError} where both have a gap with a rate of one journey
 */
export function gapsOf(
  contract: Pick<Contract, "gaps">,
  config: Pick<ResolvedConfig, "gaps">,
): readonly Gap[] {
  const own = new Map((config.gaps ?? []).map((gap) => [gap.id, gap]));
  const known = new Set(contract.gaps.map(({ id }) => id));
  const all = [
    ...contract.gaps.map((gap) => own.get(gap.id) ?? gap),
    ...[...own.values()].filter(({ id }) => !known.has(id)),
  ];
  const [journey] = ratedTwice(all);
  if (journey === undefined) return all;
  throw new ConfigurationError(
    "gaps",
    `must have one rate of ${journey} with those of the contract`,
  );
}
