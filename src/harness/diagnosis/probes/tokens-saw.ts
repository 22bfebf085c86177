/** Tokens as a verifier may meet them. */
const tokenForms = [
  "valid",
  "relogin",
  "wrong-signature",
  "as-test",
  "unsigned",
  "malformed",
  "absent",
  "refresh",
  "expired",
  "future",
  "other-audience",
  "other-issuer",
  "other-size",
  "early",
  "long",
] as const;

export type TokenForm = (typeof tokenForms)[number];

/** What each form is, in words of a sentence. */
export const formWords: Readonly<Record<TokenForm, string>> = {
  valid: "a valid token",
  relogin: "the token of a fresh login",
  "wrong-signature": "a token whose signature is wrong",
  "as-test": "a token whose signature is wrong, beside headers that speak of a test",
  unsigned: 'an unsigned token (alg "none")',
  malformed: "a text that is no token",
  absent: "no token",
  refresh: "a refresh token in place of an access token",
  expired: "a token that expired ten minutes ago",
  future: "a token issued an hour from now",
  "other-audience": "a token for another audience",
  "other-issuer": "a token of another issuer",
  "other-size": "a token signed with an HMAC of another size",
  early: "a token issued an hour ago",
  long: "a token that lasts six hours longer",
};

/**
 * `served` and `refused` are answers to a token; `crashed` is an internal error, `cut` a connection that
 * ends without a word, `odd` any other answer, `busy` one that speaks of load, and `silent` none at all.
 */
export type TokenReply = "served" | "refused" | "crashed" | "cut" | "odd" | "busy" | "silent";

/** How one token was answered. */
export interface TokenAnswer {
  readonly how: TokenReply;
  readonly status?: number;
  /** Of a close frame. */
  readonly code?: number;
  /** What was said, with everything left out that differs from one answer to the next. Redacted. */
  readonly text: string;
  /** It speaks of what a refusal never speaks of. */
  readonly unspoken?: boolean;
  /** Value of the header `Server`. */
  readonly server?: string;
  readonly sent?: string;
  readonly received?: string;
}

/** One token, one place, one carrier. */
export interface TokenRow {
  /** `validate`: where others ask whether a token counts. */
  readonly place: "http" | "socket" | "validate";
  /** Operation, or route. */
  readonly at: string;
  readonly carrier: string;
  readonly form: TokenForm;
  readonly answer: TokenAnswer;
}

/** The truth table of tokens. */
export interface TokensSaw {
  /** The first of each place is the one with every form. */
  readonly rows: readonly TokenRow[];
  /** Forms that could not be made, and why. */
  readonly notTried: Partial<Record<TokenForm, string>>;
  /** Whether strangers are to be refused, by contract. */
  readonly enforced: boolean;
  /** How the status page answers somebody without a token: what refuses here is no verifier of tokens. */
  readonly open?: TokenAnswer;
  /** The server's `Date` minus ours. Milliseconds, exact to a second. */
  readonly dateAheadMs?: number;
  /** `iat` of a token issued just now minus our clock. Milliseconds, exact to a second. */
  readonly issuedAheadMs?: number;
}
