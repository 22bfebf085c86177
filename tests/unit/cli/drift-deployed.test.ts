import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { deadUrl, serving } from "../target/loopback.ts";
import { deploys, drifting } from "./drift-branch.ts";

const described = readFileSync(
  new URL("../drift/issue-128/describe-before.json", import.meta.url),
  "utf8",
);

/** An API that describes the service to whoever has the token. */
const guarded: RequestListener = (request, response) => {
  const isOpen = request.headers.authorization === "Bearer canary-4711-canary";
  if (isOpen) response.end(described);
  else response.writeHead(403).end();
};

/** What publishes nothing of how it runs. */
const silent = faults.filter(({ id }) =>
  /^deployment\.(publishes-no-settings|leaves-websocket-settings-blank)$/.test(id),
);

describe("gapproof drift --deployed", () => {
  test("asks an address what runs, with the token of the configuration, and never shows it", async () => {
    await using api = await serving(guarded);
    const deployed = [{ file: `${api.url}/v2/services/s`, token: "RUN_TOKEN" }];
    const io = await drifting(["--json"], {
      files: deploys("deploy_to_gcp.py", { deployed }),
      env: { RUN_TOKEN: "canary-4711-canary" },
    });
    const { drift, deployedFrom } = JSON.parse(io.stdout);
    expect(deployedFrom).toEqual([`${api.url}/v2/services/s`]);
    expect(drift[0]).toMatchObject({ key: "backend_memory", expected: "4Gi", deployed: "1Gi" });
    expect(`${io.stdout}${io.stderr}`).not.toContain("canary");
    expect(io.exitCode).toBe(1);
  });

  test("ends with 4 where the address refuses or is not there, and with 2 where it is no manifest", async () => {
    await using api = await serving(guarded);
    const files = deploys("deploy_to_gcp.py");
    const env = { CLOUDSDK_AUTH_ACCESS_TOKEN: "canary-4711-canary" };
    const refused = await drifting(["--deployed", `${api.url}/x`], { files, env });
    expect([refused.exitCode, refused.stderr]).toEqual([
      4,
      expect.stringMatching(
        /does not say what runs: 127\.0\.0\.1:\d+ answers HTTP 403, and no token/,
      ),
    ]);
    const dead = await drifting(["--deployed", `${deadUrl}/x`], { files });
    expect([dead.exitCode, dead.stderr]).toEqual([4, expect.stringContaining("ECONNREFUSED")]);
    await using page = await serving((_, response) => response.end("<html>"));
    const strange = await drifting(["--deployed", page.url], { files });
    expect([strange.exitCode, strange.stderr]).toEqual([2, expect.stringContaining("must hold")]);
  });

  test("stands back where a backend is named", async () => {
    await using backend = await startFaulty([]);
    const files = deploys("deploy_to_gcp.py", { deployed: ["describe-before.json"] });
    expect((await drifting(["--target", backend.url], { files })).exitCode).toBe(0);
    expect((await drifting([], { files })).exitCode).toBe(1);
  });
});

describe("gapproof drift of what nobody publishes", () => {
  test("measures it, says so, and says of the rest why not", async () => {
    await using backend = await startFaulty(silent, { heartbeatMs: 150 });
    const argv = [backend.url, "--max-wait", "1s"];
    const files = deploys("deploy_to_gcp.py");
    const io = await drifting([...argv, "--json"], { files });
    expect(io.stderr).toBe(
      "measuring the heartbeat interval, idle timeout, handshake timeout: up to 1s; --no-observe leaves it out\n",
    );
    const { drift, deployedFrom } = JSON.parse(io.stdout);
    expect(deployedFrom[0]).toBe("measured on the wire");
    const told = new Map(drift.map((one: { readonly key: string }) => [one.key, one]));
    expect(told.get("websocket_heartbeat_interval")).toMatchObject({
      ...{ state: "different", expected: "15", from: { file: "deploy_to_gcp.py", line: 9 } },
      ...{ deployed: expect.stringMatching(/measured/) },
      deployedFrom: { file: "measured on the wire" },
    });
    expect(told.get("websocket_handshake_timeout")).toMatchObject({
      ...{ state: "unpublished", note: expect.stringMatching(/^not measured: .*--max-wait/) },
    });
    expect(io.exitCode).toBe(1);
  });

  test("leaves that out where it is told to, and where everything is published", async () => {
    await using backend = await startFaulty(silent);
    const io = await drifting([backend.url, "--no-observe", "--json"]);
    expect(JSON.parse(io.stdout).deployedFrom).not.toContain("measured on the wire");
    expect([io.exitCode, io.stderr]).toEqual([3, ""]);
    await using open = await startFaulty([]);
    expect((await drifting([open.url])).stderr).toBe("");
  });
});
