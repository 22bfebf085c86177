/** One HTTP call, and what came of it. Redacted. */
export interface CallSaw {
  /** The contract's operation, or what was tried. */
  readonly name: string;
  readonly method: string;
  /** As the contract writes it, with placeholders. */
  readonly path: string;
  readonly status?: number;
  /** The network's own word when no whole answer came; `TIMEOUT` when none came in time. */
  readonly failure?: string;
  /** The head of an answer came, and not the whole of its body. */
  readonly brokenOff?: true;
  readonly elapsedMs: number;
  /** Status and values are ones the contract means well. */
  readonly ok: boolean;
  /** Those of {@link toldHeaders} that came. */
  readonly headers: Readonly<Record<string, string>>;
  /** Beginning of the body. */
  readonly said: string;
  readonly isJson: boolean;
  /** Promised values an answer with a good status lacks. */
  readonly missing: readonly string[];
  /** An error's body has one of the fields that say why. */
  readonly reasoned: boolean;
  /** Security headers it lacks, or has with another value. */
  readonly unsafe: readonly string[];
}

/** Headers that say who answered, and what a client is to do. */
export const toldHeaders = [
  ...["server", "via", "date", "content-type", "location", "allow"],
  ...["retry-after", "www-authenticate", "access-control-allow-origin"],
] as const;

/** A call in a few words: `GET /health: HTTP 503`. */
export function outcomeOf({ method, path, status, failure }: CallSaw): string {
  return `${method} ${path}: ${status === undefined ? (failure ?? "no answer") : `HTTP ${status}`}`;
}

/** What an answer looks like, whatever it was asked: two of the same kind come from the same place. */
export function kindOf({ status, failure, said }: CallSaw): string {
  return status === undefined ? (failure ?? "none") : `${status} ${said.slice(0, 60)}`;
}
