import { describe, expect, test } from "vitest";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { deadUrl } from "../target/loopback.ts";
import { deploys, drifting } from "./drift-branch.ts";

const files = deploys("deploy_to_gcp.py");

describe("the backend that gapproof drift asks", () => {
  test("is named, and ends with 3 where it stands in for one that was declared", async () => {
    await using backend = await startFaulty([]);
    const env = { TEST_BACKEND_URL: deadUrl, STAGING_BASE_URL: backend.url };
    const io = await drifting(["--no-observe", "--quiet"], { files, env });
    const told = io.stdout.replaceAll(/\s+/g, " ");
    expect(told).toContain(
      `asked ${backend.url} (staging; the declared TEST_BACKEND_URL (${deadUrl}) lost)`,
    );
    const json = await drifting(["--no-observe", "--json"], { files, env });
    expect(JSON.parse(json.stdout).target).toEqual({
      ...{ http: backend.url, source: "staging", fallback: true, reference: true },
      lost: `TEST_BACKEND_URL (${deadUrl})`,
    });
    expect([io.exitCode, json.exitCode]).toEqual([3, 3]);
  });

  test.each([[["--target", "embedded"]], [[]]])(
    "is said to be the reference backend with %j, as the gate says it",
    async (argv) => {
      const io = await drifting(argv, { files });
      expect(io.stdout).toMatch(/\n {2}asked {5}http:\/\/127\.0\.0\.1:\d+ \(embedded\)\n/);
      expect(io.stdout).toContain(
        "\n  this was the reference backend: it says nothing about a deployment\n",
      );
      expect(io.exitCode).toBe(0);
    },
  );

  test("is nobody where two files are compared", async () => {
    const io = await drifting(["--deployed", "describe-after.json"], { files });
    expect(io.stdout).not.toMatch(/asked|reference/);
    const json = await drifting(["--deployed", "describe-after.json", "--json"], { files });
    expect(JSON.parse(json.stdout)).not.toHaveProperty("target");
  });

  test("is the one that a variable names, though the configuration says what runs", async () => {
    await using backend = await startFaulty([]);
    const configured = deploys("deploy_to_gcp.py", { deployed: ["describe-before.json"] });
    const env = { TEST_BACKEND_URL: backend.url };
    const io = await drifting([], { files: configured, env });
    expect(io.stdout).toContain(`asked     ${backend.url} (explicit)`);
    expect([io.exitCode, io.stderr]).toEqual([
      0,
      "TEST_BACKEND_URL names a backend: it is asked, and drift.deployed is left out\n",
    ]);
    const file = await drifting(["--deployed", "describe-before.json"], { files: configured, env });
    expect([file.exitCode, file.stderr]).toEqual([1, ""]);
  });

  test("is not that of a configuration which says what runs, and that is said", async () => {
    const { drift } = JSON.parse(
      deploys("deploy_to_gcp.py", { deployed: ["describe-after.json"] })["gapproof.config.json"] ??
        "",
    );
    const io = await drifting([], {
      files: { "gapproof.config.json": JSON.stringify({ url: deadUrl, drift }) },
    });
    expect([io.exitCode, io.stderr]).toEqual([
      0,
      `drift.deployed says what runs (describe-after.json): ${deadUrl} is not asked\n`,
    ]);
  });
});

describe("gapproof drift --service", () => {
  const service = (color: string): string => `    environment:\n      COLOR: ${color}\n`;
  const compose = (...[one, two]: readonly [string, string]): string =>
    `services:\n  one:\n    image: i\n${service(one)}  two:\n    image: i\n${service(two)}`;

  test("is the service of the configuration's files, too, where they name none", async () => {
    const composed = {
      "branch.yaml": compose("red", "blue"),
      "running.yaml": compose("red", "green"),
    };
    const found = async (deployed: unknown, name: string) => {
      const drift = { expected: ["branch.yaml"], deployed: [deployed] };
      const configured = { ...composed, "gapproof.config.json": JSON.stringify({ drift }) };
      const io = await drifting(["--service", name, "--json"], { files: configured });
      return JSON.parse(io.stdout);
    };
    expect((await found("running.yaml", "one")).equal).toContain("color");
    expect((await found("running.yaml", "two")).drift).toContainEqual(
      expect.objectContaining({ key: "color", expected: "blue", deployed: "green" }),
    );
    const own = await found({ file: "running.yaml", service: "one" }, "two");
    expect(own.drift).toContainEqual(
      expect.objectContaining({ key: "color", expected: "blue", deployed: "red" }),
    );
  });
});
