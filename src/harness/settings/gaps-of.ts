import type { Contract } from "../../contract/contract.ts";
import type { Gap } from "../../contract/parts/gaps.ts";
import type { ResolvedConfig } from "./config.ts";

/** The gaps that count: the contract's and the config's; of two with one id, the config's. */
export function gapsOf(
  contract: Pick<Contract, "gaps">,
  config: Pick<ResolvedConfig, "gaps">,
): readonly Gap[] {
  const own = new Map((config.gaps ?? []).map((gap) => [gap.id, gap]));
  const known = new Set(contract.gaps.map(({ id }) => id));
  return [
    ...contract.gaps.map((gap) => own.get(gap.id) ?? gap),
    ...[...own.values()].filter(({ id }) => !known.has(id)),
  ];
}
