import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { UpgradeSaw } from "../probes/upgrade-saw.ts";
import { isShownOut, saidOn } from "./attempt.ts";

/** What became of an offer, as far as who brings a token in it is treated otherwise than who brings none. */
type Fate = "lost" | "arrives" | "unknown";

export const greetings: Readonly<Record<Exclude<Fate, "unknown">, Finding["evidence"][number]>> = {
  lost: {
    probe: "offer",
    text: "who brings the token in the offer is shown out with the words for who brings none",
  },
  arrives: {
    probe: "offer",
    text: "who brings the token in the offer is not treated as who brings none: it arrives",
  },
};

export function fateOf(evidence: Evidence): Fate {
  const bare = evidence.of("bare");
  const offered = evidence.of("offer");
  // Where strangers stay, too, and where no token is in the offer, a welcome says nothing of it.
  if (bare === undefined || offered === undefined || !bringsToken(offered)) return "unknown";
  if (isShutOut(bare)) return "arrives";
  if (!isShownOut(bare)) return "unknown";
  return saidOn(bare) === saidOn(offered) ? "lost" : "arrives";
}

/** Every token is known for one, so redaction tells. */
function bringsToken({ handshake: { sent } }: UpgradeSaw): boolean {
  return /^sec-websocket-protocol:.*\[redacted/im.test(sent);
}

/** Turned away before the 101, which the other one got. */
function isShutOut({ switched, handshake: { status = 0 } }: UpgradeSaw): boolean {
  return !switched && (status === 401 || status === 403);
}
