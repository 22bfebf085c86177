import type { CallSaw } from "./call-saw.ts";

/** What a deployment publishes of what it runs with. */
export interface SettingsSaw {
  readonly published: boolean;
  /** Keys that must be there and are not, or have no value. */
  readonly blank: readonly string[];
  readonly unlike: readonly {
    readonly key: string;
    readonly expected: string;
    readonly actual: string;
  }[];
  /** How many keys have the value they must have. */
  readonly alike?: number;
  /** Keys whose values do not ascend as the contract says: `a 45 >= b 15`. */
  readonly inverted: readonly string[];
}

/** Who a deployment says it is. */
export interface IdentitySaw {
  readonly service?: string;
  readonly isRight: boolean;
  readonly status?: string;
  readonly isWell: boolean;
  readonly version?: string;
}

/** Something a deployment says of itself that is not so. */
export interface ClaimSaw {
  readonly about:
    | "components"
    | "addresses"
    | "api"
    | "limits"
    | "frozen"
    | "blank"
    | "secret"
    | "unwell"
    | "frontend";
  readonly text: string;
}

/** How HTTP is kept, apart from any operation. */
export interface MannersSaw {
  readonly unknownPath: CallSaw;
  readonly wrongMethod: CallSaw;
  /** A body that is no JSON, and one that lacks everything, at an operation open to anybody. */
  readonly malformed?: CallSaw;
  readonly lacking?: CallSaw;
  /** Preflights of a browser: from an origin that is let in, and from another. */
  readonly preflight?: CallSaw;
  readonly foreignPreflight?: CallSaw;
}

/** How many requests had been sent when one was put off for being one too many. */
export interface LimitSaw {
  /** By the contract, to one user. */
  readonly promised: number | "unlimited";
  readonly sent: number;
}

/** What a deployment says to anybody, over HTTP. */
export interface FrontSaw {
  /** The same question twice, one after the other, before anything else is asked. */
  readonly health: readonly CallSaw[];
  readonly identity: IdentitySaw;
  /** Milliseconds of a fresh connection's TCP (and TLS) handshake, and from there to the answer. */
  readonly line: { readonly connectMs?: number; readonly answerMs?: number };
  readonly settings?: SettingsSaw;
  /** Operations and paths that are open to anybody, side by side. */
  readonly open: readonly CallSaw[];
  /** Operations that want a user, asked by nobody and with nothing. */
  readonly doors: readonly CallSaw[];
  /** What failed among those, one after the other once more. */
  readonly again: readonly CallSaw[];
  readonly claims: readonly ClaimSaw[];
  readonly manners: MannersSaw;
  /** Absent where none was put off, or the contract promises nothing of it. */
  readonly limit?: LimitSaw;
  /** Every revision that was read, in order. */
  readonly revisions: readonly string[];
  /** The revision that should answer; absent where nobody says. */
  readonly expectedRevision?: string;
}
