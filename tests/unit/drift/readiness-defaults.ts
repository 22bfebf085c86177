import { gateCommand } from "../../../src/cli/commands/gate.ts";
import { phaseOptions } from "../../../src/fixtures/phase-options.ts";
import { parseDuration } from "../../../src/ground/duration.ts";
import type { RunLimits } from "../../../src/harness/drift/readiness/run-limits.ts";
import { RecordingIo } from "../cli/recording-io.ts";

/** What Vitest is told, and what the command line has when nobody says otherwise. */
export function limitsOfTheGate(): RunLimits {
  const { options } = gateCommand(new RecordingIo());
  const suite = options.find(({ long }) => long === "--max-duration")?.defaultValue;
  return {
    testMs: phaseOptions(0).testTimeout ?? 0,
    suiteMs: parseDuration(String(suite), "--max-duration"),
  };
}
