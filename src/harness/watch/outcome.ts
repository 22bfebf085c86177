import type { Contract } from "../../contract/contract.ts";
import { WaitExpired, type WaitPhase } from "../wire/budget.ts";
import { HttpFailure } from "../wire/http/http-failure.ts";
import { RunInterrupted } from "../wire/run/run.ts";
import {
  type Closing,
  ConnectFailure,
  type Handshake,
  SessionClosed,
} from "../wire/socket/handshake.ts";
import { Misstep } from "./misstep.ts";

/**
 * How a walk ended that did not reach its goal, in so few words that those that ended alike read alike: no ids, no
 * times. Undefined for what no backend can bring about, such as a mistake of ours or of the contract: that must not
 * count as anybody's failure.
 */
export function outcomeOf(error: unknown, contract: Contract): string | undefined {
  if (error instanceof Misstep) return error.outcome;
  if (error instanceof ConnectFailure) return ofHandshake(error.handshake, contract);
  if (error instanceof RunInterrupted) return ofClosing(error.closed.closing);
  if (error instanceof SessionClosed) return ofClosing(error.closing);
  if (error instanceof WaitExpired) return lateness[error.phase];
  if (error instanceof HttpFailure) return ofNetwork(error.networkCode) ?? "no answer";
  return undefined;
}

const lateness: Readonly<Record<WaitPhase, string>> = {
  connect: "no connection in time",
  handshake: "no answer to the upgrade in time",
  welcome: "no welcome in time",
  firstEvent: "no event in time",
  gap: "silence in its run",
  completion: "no end of its run in time",
  http: "no answer in time",
  reply: "no reply in time",
};

/** Codes of our own, in words; those of the network are known by their names. */
const networkWords: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: lateness.connect,
  UND_ERR_CONNECT_TIMEOUT: lateness.connect,
  HANDSHAKE_TIMEOUT: lateness.handshake,
  TIMEOUT: lateness.http,
  BODY_TOO_LARGE: "answer too large",
};

function ofNetwork(code: string | undefined): string | undefined {
  return code === undefined ? undefined : (networkWords[code] ?? code);
}

function ofHandshake({ status, networkCode }: Handshake, contract: Contract): string {
  const isAnswered = status !== undefined && status !== 101;
  if (!isAnswered) return ofNetwork(networkCode) ?? "no valid upgrade";
  const isRefusal = contract.websocket.refused.statuses.includes(status);
  return `${isRefusal ? "refused" : "HTTP"} ${status}`;
}

/** Whatever ended it without a close frame has no code but 1006, which is nobody's word (RFC 6455 section 7.4.1). */
function ofClosing({ frame, code, end }: Closing): string {
  if (frame) return `close ${code}`;
  return cuts[end];
}

const cuts = {
  "close-frame": "cut",
  terminated: "cut",
  fin: "cut without a close",
  reset: "connection reset",
  "protocol-error": "protocol violated",
} as const;
