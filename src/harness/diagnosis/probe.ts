import type { Evidence, NotRun } from "./evidence.ts";
import type { Lab } from "./lab.ts";
import type { ProbeName, Sightings } from "./sightings.ts";
import type { Subject } from "./subject.ts";

/** One small wire experiment: bounded, read-only or namespaced, and redacted where it writes down. */
export interface Probe<Name extends ProbeName = ProbeName> {
  readonly name: Name;
  /** What it does, as a phrase: `raw upgrades with and without an offer`. */
  readonly title: string;
  /** What it usually takes on loopback; decides the order. Milliseconds. */
  readonly costMs: number;
  /** After which it is called off on loopback; {@link limitOf} says after which elsewhere. Milliseconds. */
  readonly limitMs: number;
  /** Never throws for what a server does; may read what other probes have seen. */
  run(lab: Lab, evidence: Evidence): Promise<Sightings[Name] | NotRun>;
  /** What it saw, in one line. Redacted. */
  describe(saw: Sightings[Name]): string;
  /** What of it is not as on a healthy deployment, each as a short fact. */
  symptoms(saw: Sightings[Name]): readonly string[];
}

/** How much longer a probe may take across a network, where every single wait may: one run alone a minute. */
const remoteFactor = 4;

/** After which a probe is called off. Milliseconds. */
export function limitOf({ limitMs }: Probe, { remote }: Pick<Subject, "remote">): number {
  return remote ? limitMs * remoteFactor : limitMs;
}
