import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const dnsCauses = {
  "name-unresolved": {
    looksLike:
      "Nothing loads, on any path: ENOTFOUND or EAI_AGAIN in a client, a site that cannot be " +
      "found in a browser.",
    proof:
      "Looking the name up brings no address, so nothing is ever connected to. ENOTFOUND is the " +
      "name, EAI_AGAIN the resolver. Where an address is found and refuses, it is " +
      "`nothing-listening`.",
    remedy:
      "Check the host for typing errors, then its records from the machine that fails: `dig " +
      "+short HOST A` and `dig +short HOST AAAA`. A name of a private zone resolves inside that " +
      "network alone, and a container asks its own resolver. After a change, wait for the old " +
      "record's TTL.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
