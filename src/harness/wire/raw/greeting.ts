import type { Contract } from "../../../contract/contract.ts";
import { matchesAny } from "../../../contract/match.ts";
import { parsed } from "../json.ts";
import type { RawFrame } from "./frames.ts";
import { textsIn } from "./texts.ts";

/** The first message that is a greeting, as the contract knows it. */
export function greetingIn(contract: Contract, frames: readonly RawFrame[]): unknown {
  const { match = [] } = contract.websocket.welcome ?? {};
  return textsIn(frames)
    .map(parsed)
    .find((message) => message !== undefined && matchesAny(contract, match, message));
}
