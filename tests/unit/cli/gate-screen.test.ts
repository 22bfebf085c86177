import { describe, expect, test } from "vitest";
import type { GateOptions } from "../../../src/cli/gate/gate-options.ts";
import { GateScreen } from "../../../src/cli/gate/gate-screen.ts";
import { phases } from "../../../src/harness/gate/check.ts";
import { sampleTarget } from "../report/sample.ts";
import { RecordingIo } from "./recording-io.ts";

const options: GateOptions = {
  ...{ phases, pattern: undefined, isFiltered: false, retry: 0, maxDurationMs: 1 },
  ...{ reportDir: "r", preflight: true, diagnose: false, json: false, quiet: false, list: false },
};
const sighting = { state: "ready", target: sampleTarget } as const;

describe("the header of a gate", () => {
  test("says the target, and at what pace it is tested", () => {
    const io = new RecordingIo();
    new GateScreen(options, io).announce(sighting, { scale: 0.5, maxWaitMs: 120_000 });
    expect(io.stdout).toMatch(
      /^target {2}http.*\npace {4}scale 0\.5: long promises shortened, --max-wait 120s\n\n$/s,
    );
  });

  test("says no pace where there is nothing to test, and nothing at all when it is to be quiet", () => {
    const [io, quiet] = [new RecordingIo(), new RecordingIo()];
    new GateScreen(options, io).announce({ state: "unresolved" });
    expect(io.stdout).toBe("target  none\n\n");
    new GateScreen({ ...options, quiet: true }, quiet).announce(sighting, { scale: 1 });
    expect(quiet.stdout + quiet.stderr).toBe("");
  });
});
