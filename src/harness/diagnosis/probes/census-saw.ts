/** One fresh connection. */
export interface MemberSaw {
  readonly via: "http" | "ws";
  /** A status, or the network's word. */
  readonly outcome: string;
  readonly ok: boolean;
  /** What answered looks like: revision and settings over HTTP, the 101's make over WebSocket. */
  readonly print: string;
  /** Who it says it is: the answer over HTTP, the welcome over WebSocket, where the contract reads it there. */
  readonly revision?: string;
  /** Milliseconds. */
  readonly tookMs: number;
  /** A WebSocket that was to stay open, and ended: when, in milliseconds of its life. */
  readonly endedMs?: number;
}

/** Many fresh connections, over HTTP and WebSocket in turns. */
export interface CensusSaw {
  readonly members: readonly MemberSaw[];
  /** Connections the deployment counts: before, while the WebSockets are held, and after them. */
  readonly counted?: { readonly before: number; readonly during: number; readonly after: number };
  readonly held: number;
  /** How many of them the server made go for another of the same user. */
  readonly displaced?: number;
  /** Users who asked who they are and were told to be another, each time that was so. */
  readonly mixups: readonly string[];
  /** What the WebSockets' user is told over HTTP afterwards. */
  readonly afterwards?: string;
}

/** How many members show each print, or fail in each way. */
export function tally(members: readonly MemberSaw[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { ok, print, outcome } of members) {
    const key = ok ? print : outcome;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
