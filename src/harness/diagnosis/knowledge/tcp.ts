import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const tcpCauses = {
  "nothing-listening": {
    looksLike:
      "Nothing loads, at once: ECONNREFUSED, or 502 from the edge on every path, in a page that " +
      "is the edge's own.",
    proof:
      "The connect is answered by a reset within one round trip; a `blackhole` answers nothing. " +
      "Tried per address family: where 127.0.0.1 answers and ::1 refuses, the server listens on " +
      "one family only. Behind an edge: 502 or 503 for HTTP and upgrades alike, without a header " +
      "of the application.",
    remedy:
      "Start it, and look at the port: `ss -ltnp`. In a container, listen on `0.0.0.0` (or " +
      "`::`), not on 127.0.0.1, and on the port the platform gives (`$PORT` on Cloud Run). Where " +
      "`localhost` leads to ::1, name 127.0.0.1 or listen on both. Behind an edge, compare its " +
      "upstream (`proxy_pass`, `server`, target group) with that port.",
  },
  blackhole: {
    looksLike:
      "Connecting takes for ever and ends in ETIMEDOUT; sometimes, where one address of several " +
      "is dead.",
    proof:
      "Neither an acceptance nor a refusal comes back before the limit, while " +
      "`nothing-listening` refuses at once and `half-open` accepts. Every address of the name is " +
      "tried: one that never answers beside others that do is the culprit.",
    remedy:
      "Let the firewall, security group or network policy pass the port; give the name no " +
      "address that is reached only inside a private network; remove the AAAA record if IPv6 is " +
      "not routed. Reject rather than drop, so that clients learn it at once.",
  },
  "slow-network": {
    looksLike:
      "Everything works and takes long: pages, greetings and answers alike, sometimes only now " +
      "and then.",
    proof:
      "The connect itself is slow, before any server code runs; ping to pong takes as long as " +
      "the connect; or large answers take a time that grows with their size. An application that " +
      "is slow (`app-stall`) connects quickly.",
    remedy:
      "Serve nearer to the users: a region of theirs, a CDN for what is static. Reuse " +
      "connections, so that a round trip is paid once. On a narrow line compress HTTP answers " +
      "and agree to permessage-deflate. Set time limits from the round trip that was measured.",
  },
  "connection-cut": {
    looksLike: 'ECONNRESET, "socket hang up", close code 1006; downloads that end in the middle.',
    proof:
      "The bytes end in FIN or RST where HTTP or RFC 6455 owes more: before the 101, without a " +
      "close frame, inside a frame or a body. It happens at the same step or after the same " +
      "number of bytes each time. After the same silence it is `idle-timeout`, at the same age " +
      "`lifetime-limit`; with a close frame, the server did it.",
    remedy:
      "Find who hangs up: the edge's log and the server's at that second, and the same request " +
      "at the origin's own address. A worker that is killed (`OOMKilled`, a supervisor's " +
      "timeout) ends this way, and so do limits on body or buffer size at the edge. Let the " +
      "server close with a code and a reason, and clients resume where they were.",
  },
  "half-open": {
    looksLike:
      "The client believes it is connected, and nothing happens: no answer, no error, no close.",
    proof:
      "TCP is accepted and no byte comes back: no answer to the upgrade, or no pong on a " +
      "connection that worked before. A pong without an answer is `app-stall`; packets nobody " +
      "accepts are a `blackhole`.",
    remedy:
      "Send pings from both sides and give up when a pong is overdue (`ws`: ping in an interval " +
      "and `terminate()`; Python websockets: `ping_interval`, `ping_timeout`). Ping more often " +
      "than the shortest idle limit on the way, since NATs and balancers forget silently. Give " +
      "the handshake a time limit of its own: `ws` has none (`handshakeTimeout`). A server that " +
      "accepts and never reads has a blocked process: look for it there.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
