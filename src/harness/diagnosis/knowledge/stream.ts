import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const streamCauses = {
  "protocol-violation": {
    looksLike:
      'Clients close with 1002, 1007 or 1009 in the middle of things: "Invalid WebSocket frame", ' +
      "WS_ERR_*; some clients do not mind.",
    proof:
      "The raw bytes break a rule of RFC 6455: a masked or reserved bit, an opcode, a length, a " +
      "fragment, UTF-8, a close code, a ping that is not answered. If they are compressed " +
      "without agreement, it is an `unrequested-extension`; if they only stop, `connection-cut`.",
    remedy:
      "Leave framing to a library that passes the Autobahn test suite. A server of your own: " +
      "never mask, leave RSV bits clear, answer pings, keep control frames whole and within 125 " +
      "bytes, encode text as UTF-8 before it is cut into fragments, send no 1005, 1006 or 1015. " +
      "With a compression that keeps context, do what was agreed (RFC 7692), or switch it off.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
