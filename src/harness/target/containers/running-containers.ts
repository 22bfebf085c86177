import type { Finding, Search } from "../candidate.ts";

/** The backend's container, wherever an engine runs it; engines are asked when nothing stronger is there. */
export function runningContainers(search: Search): readonly Finding[] {
  if (search.settings.machine === undefined) return [];
  return [
    {
      source: "docker",
      via: "container",
      state: "discoverable",
      asks: true,
      // Loaded when it is needed: an explicit URL does not pay for an engine's client.
      discover: async () => (await import("./find-containers.ts")).findContainers(search),
    },
  ];
}
