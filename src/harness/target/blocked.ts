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
}

/** No backend was found that may be tested. */
export class TargetBlocked extends GapproofError {
  override readonly name: string = "TargetBlocked";
  readonly code: string = "GAPPROOF_TARGET_BLOCKED";
  readonly exitCode: ExitCode = 4;
  readonly reason: string;
  readonly trail: readonly TrailEntry[];
  readonly warnings: readonly string[];

  constructor(resolution: Omit<BlockedResolution, "state">) {
    const { reason, advice, trail, warnings } = resolution;
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
  }
}

function describe(trail: readonly TrailEntry[]): readonly string[] {
  const said = trail.filter(({ state }) => state !== "unset");
  const unset = trail
    .filter(({ state }) => state === "unset")
    .map(({ variable, source }) => variable ?? source);
  return [
    ...said.map(
      ({ source, variable, url, state, reason }) =>
        `  ${[source, variable, url].filter((word) => word !== undefined).join(" ")}: ${state}, ${reason}`,
    ),
    ...(unset.length === 0 ? [] : [`  not set: ${unset.join(", ")}`]),
  ];
}
