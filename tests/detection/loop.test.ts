import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { comparisonSchema } from "../../src/harness/report/comparison/comparison-schema.ts";
import { reportSchema } from "../../src/harness/report/schema.ts";
import { isRunning, pidsIn, stubbornFamily } from "../unit/cli/living.ts";
import { Command, run } from "./command.ts";
import { type Replaceable, replaceable } from "./loop.ts";

const gap = {
  id: "answers-anything",
  checks: ["websocket.selects-nothing-unasked"],
  cause: "selects-unasked",
  since: "2026-11-01",
  owner: "realtime",
};

function looping({ url }: Replaceable, deploy: string, more: readonly string[] = []): Command {
  const where = ["--target", url, "--no-env-file", "--max-wait", "1s"];
  return new Command(["loop", ...where, "--deploy", deploy, ...more], {}, (cwd) =>
    writeFileSync(join(cwd, "gapproof.config.json"), JSON.stringify({ gaps: [gap] })),
  );
}

function filesOf({ cwd }: Command): Readonly<Record<"before" | "after" | "comparison", unknown>> {
  const [before, after, comparison] = [
    ...["before/report.json", "after/report.json", "comparison.json"],
  ].map((file) => {
    const path = join(cwd, "gapproof-loop", file);
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  });
  return { before, after, comparison };
}

/** Each walks every phase once or twice, in a process of its own: too long for every change. */
const nightly = test.runIf(process.env.GAPPROOF_LOOPS === "full");

describe("gapproof loop", { timeout: 400_000 }, () => {
  test("refuses to be run without a command that deploys", async () => {
    const { code, stderr } = await run(["loop", "--target", "embedded"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--deploy")]);
  });

  nightly(
    "ends with 0 when the deployment closes what was proven, and shows both sides",
    async () => {
      const deployment = await replaceable("handshake.selects-unasked");
      using loop = looping(deployment, deployment.command, ["--expect-revision", "r2"]);
      const { code, stdout, stderr } = await loop.finished;
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/\nPASS, exit code 0\n {2}1 gap proven before is closed\n/);
      expect(stderr.match(/^(?:\d\/5 \w+|deployed r2)/gm)).toEqual([
        ...["1/5 prove", "2/5 deploy", "deployed r2", "3/5 wait", "4/5 verify", "5/5 compare"],
      ]);
      const { before, after, comparison } = filesOf(loop);
      expect(reportSchema.parse(before)).toMatchObject({ mode: "prove", verdict: "pass" });
      expect(reportSchema.parse(after)).toMatchObject({
        ...{ mode: "verify", verdict: "pass", rollout: { state: "complete" } },
      });
      expect(comparisonSchema.parse(comparison)).toMatchObject({
        gaps: [{ id: "answers-anything", transition: "closed" }],
        before: { revision: "r1" },
        after: { revision: "r2" },
      });
    },
  );

  nightly(
    "ends with 1 when the deployment changes nothing, and prints one JSON document",
    async () => {
      const deployment = await replaceable("handshake.selects-unasked");
      using loop = looping(deployment, "echo nothing to do", ["--json"]);
      const { code, stdout, stderr } = await loop.finished;
      expect(code, stdout + stderr).toBe(1);
      expect(comparisonSchema.parse(JSON.parse(stdout))).toMatchObject({
        ...{
          verdict: "fail",
          gaps: [{ transition: "still-open", before: "proven", after: "open" }],
        },
      });
      expect(stderr).toMatch(/^nothing to do$/m);
      expect(stderr).toMatch(/^3\/5 wait: skipped.*nobody knows whether the new build answers$/m);
    },
  );

  nightly("leaves nothing of the deploy command behind when it is ended at once", async () => {
    const deployment = await replaceable("handshake.selects-unasked");
    using loop = looping(deployment, stubbornFamily);
    const [told] = await loop.said(/^pid \d+\npid \d+$/m);
    expect(pidsIn(told).filter(isRunning)).toHaveLength(2);
    // The first asks in vain, and the second does not wait for an answer.
    for (const signal of ["SIGINT", "SIGTERM"] as const) loop.process.kill(signal);
    expect((await loop.finished).code).toBe(130);
    await expect.poll(() => pidsIn(told).filter(isRunning)).toEqual([]);
    expect(filesOf(loop)).toMatchObject({ before: { verdict: "pass" }, after: undefined });
  });
});
