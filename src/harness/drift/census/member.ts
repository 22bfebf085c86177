/** Who answered one fresh connection. */
export interface Member {
  readonly via: "http" | "ws";
  /** It was answered as it should be. */
  readonly ok: boolean;
  /** A status, a close code or the network's word. */
  readonly outcome: string;
  /** The revision it says it is; absent where it does not say. */
  readonly revision?: string;
  /** What it looks like: settings it publishes, the make of its handshake and of its greeting. */
  readonly print: string;
  /** Since the census began. Milliseconds. */
  readonly atMs: number;
  /** Milliseconds. */
  readonly tookMs: number;
}

/** One name for whoever answered: the revision, or, of those that do not say, the look. */
export function buildOf({ revision, print }: Pick<Member, "revision" | "print">): string {
  return revision ?? `unnamed ${print}`;
}

/** The revisions these say they are, each once. */
export function namedIn(members: readonly Member[]): readonly string[] {
  return [...new Set(members.flatMap(({ revision }) => revision ?? []))];
}
