/** What a trial is about. */
export type AccessTopic =
  /** Somebody without a token, at an operation that wants one. */
  | "stranger"
  /** Somebody with a token, at an operation it ought to open. */
  | "member"
  /** Headers or a body that claim to be somebody. */
  | "claimed"
  /** A page of a foreign origin. */
  | "origin"
  /** A key or password that is not the right one. */
  | "key"
  /** The right key of the login that is kept for tests. */
  | "test-login"
  /** Somebody who may only read, writing. */
  | "reader"
  /** Another user's things. */
  | "foreign"
  /** A connection that goes on being somebody's. */
  | "sticky"
  /** A token, refresh token or cookie that is over. */
  | "ended"
  /** A session whose user did nothing that ends one. */
  | "kept"
  /** Tokens, keys and traces where they must not be. */
  | "leak"
  /** Addresses made of settings that are missing. */
  | "unset"
  /** How a session cookie is guarded. */
  | "cookie"
  /** Whether a login says that an address is known. */
  | "enumeration"
  /** Whether a login leads to who registered. */
  | "same-user"
  /** Whether a login says how long its token lasts. */
  | "lifetime";

/** One question to the house, and whether it was answered as it must not be. */
export interface AccessTrial {
  readonly topic: AccessTopic;
  /** Operation, or what was looked at. */
  readonly at: string;
  /** What happened, as a fact. Redacted, without values that are secret. */
  readonly text: string;
  readonly lapsed: boolean;
}

/** Who gets at what. */
export interface AccessSaw {
  readonly trials: readonly AccessTrial[];
  readonly enforced: boolean;
}
