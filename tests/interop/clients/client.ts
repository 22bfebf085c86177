/** A connection that is wanted of a client. */
export interface Wish {
  readonly url: string;
  /** Subprotocols. */
  readonly offer: readonly string[];
  /** Beside those the client sends by itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** After which it is given up. */
  readonly patienceMs: number;
}

/** How it went. */
export interface Connected {
  readonly opened: boolean;
  /** In the client's own words. */
  readonly said: string;
}
