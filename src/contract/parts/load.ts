import { z } from "zod";

const count = z.number().int().positive();
const share = z.number().gt(0).max(1);

/** How much a check asks of a deployment at once, and how much of it must succeed. */
export const load = z.strictObject({
  /** Users who call HTTP at once, and how often each. All must succeed. */
  users: count.default(20),
  requestsPerUser: count.default(4),
  /** HTTP requests at once, and the share that must succeed. */
  requests: count.default(10),
  requestShare: share.default(0.8),
  /** Calls at once that ask a fresh deployment how it is. All must succeed. */
  healthCalls: count.default(5),
  /** Requests whose latency is measured; fewer than 30 say little about a 99th percentile. */
  samples: count.default(30),
  /** Sockets opened at once. */
  sockets: count.default(7),
  /** Users with a session and a run each, at once. */
  sessions: count.default(20),
  sessionShare: share.default(0.9),
  /** Runs at once. */
  runs: count.default(5),
  runShare: share.default(0.8),
  /** Connections made over and over, `sockets` at a time, and the share that must be greeted. */
  connects: count.default(20),
  connectShare: share.default(0.8),
  /** Messages on one session, the share that is answered, and how many a second. */
  messages: count.default(50),
  messageShare: share.default(0.9),
  messagesPerSecond: count.default(10),
});
