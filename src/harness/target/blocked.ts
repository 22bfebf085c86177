import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import type { TrailEntry } from "./target.ts";

/** There is nothing to test, and why. */
export interface BlockedResolution {
  readonly state: "blocked";
  /** One sentence. */
  readonly reason: string;
  /** What a person can do about it, a line each. */
  readonly advice: readonly string[];
  readonly trail: readonly TrailEntry[];
  readonly warnings: readonly string[];
  /** It was waited for, in vain. */
  readonly neverReady?: NeverReady;
}

/** A wait that ended without a backend. */
export interface NeverReady {
  readonly waitedMs: number;
  readonly attempts: number;
  /** Why it was not ready, in the order first seen, and how often each was seen. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** No backend was found that may be tested. */
export class TargetBlocked extends GapproofError {
  override readonly name: string = "TargetBlocked";
  readonly code: string = "GAPPROOF_TARGET_BLOCKED";
  readonly exitCode: ExitCode = 4;
  readonly reason: string;
  readonly trail: readonly TrailEntry[];
  readonly warnings: readonly string[];
  readonly neverReady: NeverReady | undefined;

  constructor(resolution: Omit<BlockedResolution, "state">) {
    const { reason, advice, trail, warnings, neverReady } = resolution;
    super(
      [
        `There is nothing to test: ${reason}.`,
        "Considered, strongest first:",
        ...describe(trail),
        ...warnings.map((warning) => `Warning: ${warning}`),
        ...(advice.length === 0 ? [] : ["What to do:", ...advice.map((line) => `  - ${line}`)]),
      ].join("\n"),
    );
    this.reason = reason;
    this.trail = trail;
    this.warnings = warnings;
    this.neverReady = neverReady;
  }
}

function describe(trail: readonly TrailEntry[]): readonly string[] {
  const said = trail.filter(({ state }) => state !== "unset");
  const unset = trail
    .filter(({ state }) => state === "unset")
    .map(({ variable, source }) => variable ?? source);
  return [
    ...said.map(
      ({ source, variable, container, url, state, reason }) =>
        `  ${[source, variable ?? container, url].filter((word) => word !== undefined).join(" ")}: ${state}, ${reason}`,
    ),
    ...(unset.length === 0 ? [] : [`  not set: ${unset.join(", ")}`]),
  ];
}
