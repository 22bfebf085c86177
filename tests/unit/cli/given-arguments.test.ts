import { expect, test } from "vitest";
import { givenArguments } from "../../../src/cli/gate/given-arguments.ts";
import type { SettingsFlags } from "../../../src/harness/settings/load-settings.ts";

test("what changes how a target is looked at is said again, a permission is not", () => {
  const flags: SettingsFlags = {
    ...{ config: "c.ts", env: "qa", wsUrl: "ws://h/ws", scale: "0.5", maxWait: "5s", seed: "7" },
    ...{ expectRevision: "abc" },
    ...{ testHeaders: true, allowProduction: true, envFile: false, target: "http://h" },
  };
  expect(givenArguments(flags).join(" ")).toBe(
    "--config c.ts --env qa --ws-url ws://h/ws --scale 0.5 --max-wait 5s --seed 7 --expect-revision abc --no-env-file --test-headers",
  );
  expect(givenArguments({})).toEqual([]);
});
