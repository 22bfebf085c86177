import type { Probe } from "../probe.ts";

/** How far one gets towards the host: names, addresses, connections, certificates. */
export interface ReachSaw {
  readonly host: string;
}

export const reach: Probe<"reach"> = {
  name: "reach",
  title: "name, addresses, connection and certificate",
  costMs: 5,
  limitMs: 6_000,
  run: async ({ subject }) => ({ host: new URL(subject.http).hostname }),
  describe: ({ host }) => host,
  symptoms: () => [],
};
