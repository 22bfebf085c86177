import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { census } from "../../../src/harness/diagnosis/probes/census.ts";
import type { CensusSaw } from "../../../src/harness/diagnosis/probes/census-saw.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { listening } from "./listening.ts";

const { settings } = defaultContract;
const common = Object.fromEntries((settings?.required ?? []).map((key) => [key, "1"]));

/** The default contract, which speaks of no setting. */
const unspoken = {
  ...defaultContract,
  settings: settings && { ...settings, required: [], expected: {}, ascending: [] },
};

describe("the make of whoever answers a fresh connection", () => {
  test("is one where instances of a revision differ in a setting of their own", async () => {
    const own = (n: number) => ({ ...common, instance_id: `i-${n}` });
    expect(await makesOf(own)).toBe(1);
    expect(await makesOf(own, unspoken)).toBe(1);
  });

  test("is several where a setting differs that the contract speaks of", async () => {
    const [key = ""] = settings?.required ?? [];
    expect(await makesOf((n) => ({ ...common, [key]: String(n % 2) }))).toBe(2);
  });

  test("is several where revisions differ", async () => {
    expect(
      await makesOf(
        () => common,
        unspoken,
        (n) => `r${n % 2}`,
      ),
    ).toBe(2);
  });
});

/** How many makes a census tells where the nth answer publishes these settings. */
async function makesOf(
  published: (n: number) => object,
  contract: Subject["contract"] = defaultContract,
  revisionOf: (n: number) => string = () => "r1",
): Promise<number> {
  let n = 0;
  const server = createServer((_, response) => {
    n += 1;
    const body = { deployment: { revision: revisionOf(n) }, config: published(n) };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  // Without an answer to upgrades: only HTTP is looked at.
  server.on("upgrade", (_, socket) => socket.destroy());
  await using at = await listening(server);
  await using lab = new Lab({
    ...{ contract, remote: false },
    ...{ http: `http://127.0.0.1:${at.port}`, ws: `ws://127.0.0.1:${at.port}/ws` },
    credentials: {
      environment: "development",
      jwtSecret: new Secret("a-signing-secret-of-this-test-alone"),
      bypassKey: undefined,
    },
  } as Subject);
  const { members } = (await census.run(lab, new Evidence())) as CensusSaw;
  return new Set(members.filter(({ via }) => via === "http").map(({ print }) => print)).size;
}
