import type { Finding, Search } from "./candidate.ts";

/** The backend that comes with gapproof; whether it may be chosen is for the walk to say. */
export function embedded({ settings: { target } }: Search): readonly Finding[] {
  const asked = target.kind === "source" && target.source === "embedded";
  return [{ source: "embedded", via: asked ? "option" : "absence", state: "startable" }];
}
