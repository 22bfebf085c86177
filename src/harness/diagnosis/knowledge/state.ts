import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const stateCauses = {
  "data-foreign": {
    looksLike: "Users see conversations that are not theirs, or theirs change by themselves.",
    proof:
      "A second user with a token of their own reads or changes what the first one made, by id, " +
      "in a list, from a cache, or when both ask at once. Live events alone that reach the wrong " +
      "listener are `events-misaddressed`.",
    remedy:
      "Take the user from the verified token of this very request and put it into every query: " +
      "`WHERE id = ? AND user_id = ?`; answer 404 otherwise. Make ids on the server. Key caches " +
      "by user; send `Cache-Control: private`, `Vary: Authorization`. Keep no user in a global " +
      "or on a connection: `contextvars`, `AsyncLocalStorage`. Take deleted things out of every " +
      "query.",
  },
  "data-lost": {
    looksLike: "What was said or named is gone after a reload, a reconnect or on another device.",
    proof:
      "What was confirmed is not there when read back, later, on a fresh connection or on some " +
      "connections. If those differ in their revision it is `mixed-revisions`.",
    remedy:
      "Confirm after it is stored, not before. Store questions and answers alike, whichever way " +
      "they came. Keep nothing that must last in the memory of an instance: several instances " +
      "need a shared store; session affinity on Cloud Run is best effort. Read your own writes " +
      "from the primary, and drop caches when they change. Let a run outlive its socket.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
