import { readFileSync } from "node:fs";

/** Where a behaviour can be seen: on a running system, in a manifest, in gapproof itself, in how it runs. */
type SeenFrom = "HTTP" | "WS" | "MAN" | "HAR" | "RUN";

/** One behaviour a healthy system, or gapproof itself, must show. */
export interface Row {
  readonly id: string;
  readonly rule: string;
  readonly seenFrom: readonly SeenFrom[];
}

/** Families of rows, by the letter their ids begin with. */
export const families: Readonly<Record<string, string>> = {
  H: "Harness: resolution, contexts, sockets",
  D: "Deployment and manifest",
  C: "HTTP contract",
  W: "WebSocket transport",
  A: "Authentication",
  E: "Agent events",
  S: "Streaming",
  I: "Isolation",
  L: "Load and timing",
  X: "Resilience and fallback",
  O: "Order of execution",
  V: "Value and business report",
  R: "Runner, report, gate",
  M: "Authenticity of our own tests",
};

/** Every behaviour, in the order of the families. */
export const rows: readonly Row[] = JSON.parse(
  readFileSync(new URL("rows.json", import.meta.url), "utf8"),
);
