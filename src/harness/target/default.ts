import type { Finding, Search } from "./candidate.ts";
import { readHttpUrl } from "./url-rules.ts";

/** Where the backend listens when nobody says anything. */
export function defaultUrl({ settings }: Search): readonly Finding[] {
  const { target, contract } = settings;
  const asked = target.kind === "source" && target.source === "default";
  const origin = { source: "default", via: asked ? "option" : "absence" } as const;
  const url = contract.services.backend.defaultUrl;
  if (url === undefined) {
    return [{ ...origin, state: "unset", reason: "the contract names no default URL" }];
  }
  const subject = "contract.services.backend.defaultUrl";
  return [{ ...origin, state: "candidate", url: readHttpUrl(subject, url), declared: asked }];
}
