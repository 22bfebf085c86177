import { describe, expect, test } from "vitest";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";
import { machineAt } from "../../../src/harness/settings/machine.ts";

describe("the machine", () => {
  test("has engines where Docker and Podman listen", () => {
    expect(machineAt("/work", {}).engineSockets).toEqual([
      "/var/run/docker.sock",
      "/run/podman/podman.sock",
    ]);
  });

  test("has a person's own engines between them", () => {
    expect(machineAt("/work", { XDG_RUNTIME_DIR: "/run/user/7" }).engineSockets).toEqual([
      "/var/run/docker.sock",
      "/run/user/7/docker.sock",
      "/run/user/7/podman/podman.sock",
      "/run/podman/podman.sock",
    ]);
  });

  test("is where the command runs, with the environment as it is", async () => {
    const env = { BLANK: "", SET: "x" };
    const flags = { config: false, envFile: false } as const;
    const { machine } = await loadSettings({ cwd: import.meta.dirname, env, flags });
    expect(machine).toMatchObject({ folder: import.meta.dirname, env });
  });
});
