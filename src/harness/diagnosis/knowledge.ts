import type { CauseId } from "../../ground/cause.ts";

/** What is known of a cause beside its name. */
export interface Knowledge {
  /** Causes that no client can tell apart without a direct URL or an echo of headers share one. */
  readonly observationalClass: string;
  /** What users see of it. */
  readonly looksLike: string;
  /** What proves it. */
  readonly proof: string;
  /** What to do, with the concrete configuration where one is known. */
  readonly remedy: string;
}

export function knowledgeOf(id: CauseId): Knowledge {
  return { observationalClass: id, looksLike: "", proof: "", remedy: "" };
}
