import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const manifestCauses = {
  "budget-inverted": {
    looksLike:
      "Time-outs without a cause: the outer one strikes first, and the one that would explain it " +
      "never does.",
    proof:
      "The numbers alone show it: a limit that contains another is the shorter of the two, such " +
      "as an idle limit below the interval of heartbeats. No traffic is needed.",
    remedy:
      "Order them from the inside out, with room between: heartbeat < idle limit < the proxy's " +
      "(`proxy_read_timeout`, `timeout tunnel`, `idle_timeout`) and handshake < step < test < " +
      "suite < job. Derive the outer ones from the inner ones in one place, and check the order " +
      "when they are read.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
