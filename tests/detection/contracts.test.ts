import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Contract } from "../../src/contract/contract.ts";
import { defaultContract } from "../../src/contract/default.ts";
import { type Report, reportSchema } from "../../src/harness/report/schema.ts";
import { proves } from "../catalogue/proves.ts";
import { Command } from "./command.ts";
import { dumbServer } from "./serving.ts";

async function gate(contract: unknown): Promise<{ readonly code: number | null; report: Report }> {
  using command = new Command(["gate", "--json", "--target", "embedded"], {}, (cwd) => {
    writeFileSync(join(cwd, "gapproof.config.json"), JSON.stringify({ contract }));
  });
  const { code, stdout, stderr } = await command.finished;
  expect(stdout, stderr).not.toBe("");
  return { code, report: reportSchema.parse(JSON.parse(stdout)) };
}

/** The same backend, of which less is promised. */
function lean(): Contract {
  const { subprotocols: _, ...websocket } = defaultContract.websocket;
  const { health: __, ...operations } = defaultContract.operations;
  const { connectionId: ___, ...welcome } = websocket.welcome ?? { match: [] };
  const carriers = websocket.carriers.filter(({ kind }) => kind === "header");
  return { ...defaultContract, websocket: { ...websocket, welcome, carriers }, operations };
}

describe("a contract that promises less", () => {
  test("skips what is not promised, walks the golden path all the same, and passes", async () => {
    const { code, report } = await gate(lean());
    expect(report.reasons).toEqual([expect.stringMatching(/checks? passed/)]);
    expect(code).toBe(0);
    const skips = report.checks.flatMap(({ skip }) => skip ?? []);
    expect(skips.map(({ kind }) => kind)).toContain("capability");
    expect(skips.map(({ kind }) => kind)).not.toContain("precondition");
    const golden = report.journeys.find(({ id }) => id === "golden-path");
    expect(golden?.n).toBeGreaterThan(0);
    expect(golden?.rate).toBe(1);
  });
});

describe("a contract of another backend", () => {
  test("does not take the embedded backend for it", async () => {
    const { identity } = defaultContract;
    const service = { ...identity.service, oneOf: ["another-product"] };
    const { code, report } = await gate({ ...defaultContract, identity: { ...identity, service } });
    expect(code).toBe(4);
    expect(report.verdict).toBe("blocked");
    expect(report.reasons.join()).toContain("the embedded backend is not the one");
  });
});

describe("a backend whose HTTP routes hang", () => {
  test(
    "ends each wait by its own deadline, named, not by the runner's",
    proves("M03", "X06"),
    async () => {
      const identity = { service: "netra-ai-platform", status: "healthy", version: "1" };
      await using server = await dumbServer((request, response) => {
        if (request.url === "/health") response.end(JSON.stringify(identity));
      });
      const limits = { ...defaultContract.limits.local, httpMs: 300 };
      const contract = { ...defaultContract, limits: { ...defaultContract.limits, local: limits } };
      const args = ["gate", "--json", "--target", server.url, "--project", "deployment-validation"];
      using command = new Command(args, {}, (cwd) => {
        writeFileSync(join(cwd, "gapproof.config.json"), JSON.stringify({ contract }));
      });
      const { code, stdout } = await command.finished;
      expect(code).toBe(1);
      const report = reportSchema.parse(JSON.parse(stdout));
      expect(report.checks.filter(({ state }) => state === "passed")).toEqual([]);
      const login = report.checks.find(({ id }) => id === "authentication.logs-in");
      expect(login?.attempts[0]?.errors.join()).toMatch(/got no answer after 3\d\d ms/);
    },
  );
});
