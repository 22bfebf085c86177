import type { Finding, Search } from "../candidate.ts";

/** Where a compose file would publish the backend; read when the search comes to it. */
export function composeFile(search: Search): readonly Finding[] {
  if (search.settings.machine === undefined) return [];
  return [
    {
      source: "docker",
      via: "compose-file",
      state: "discoverable",
      asks: false,
      // Loaded when it is needed: an explicit URL does not pay for a reader of YAML.
      discover: async () => (await import("./find-composed.ts")).findComposed(search),
    },
  ];
}
