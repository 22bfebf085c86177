import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { runProgram } from "../../../src/cli/program.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { census } from "../../../src/harness/diagnosis/probes/census.ts";
import type { CensusSaw } from "../../../src/harness/diagnosis/probes/census-saw.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { RecordingIo } from "../cli/recording-io.ts";
import { subjectAt } from "./lab-of.ts";
import { listening } from "./listening.ts";

async function running(...argv: readonly string[]) {
  // Whatever engine this machine has, its containers are not what is tested here.
  const env = { DOCKER_HOST: "unix:///nowhere/engine.sock" };
  const io = new RecordingIo({ cwd: tmpdir(), env });
  await runProgram(io, ["diagnose", "--no-env-file", ...argv]);
  return io;
}

describe("gapproof diagnose --expect-revision", () => {
  test("names the stale revision that answers, and ends with 1", async () => {
    await using backend = await startFaulty([], { seed: 1, revision: "00041-old" });
    const io = await running(backend.url, "--no-checks", "--expect-revision", "00042-new");
    expect(io.exitCode, io.stderr).toBe(1);
    expect(io.stdout).toMatch(/^\d\. pinned-revision {2}S7 · deploy · \d+ % sure$/m);
    expect(io.stdout).toContain("00042-new is expected");
  });

  test.for([
    [["--expect-revision", " "], "--expect-revision must name a revision"],
    [
      ["--expect-revision", "r", "--replay", "seen.json"],
      "cannot go together with --expect-revision",
    ],
  ] as const)("with %s is refused", async ([argv, message]) => {
    const io = await running(...argv);
    expect(io.exitCode).toBe(2);
    expect(io.stderr).toContain(message);
  });
});

test("whoever is told the token in the first message greets only then, and is named by it", async () => {
  const { websocket } = defaultContract;
  const message = { type: "authenticate", token: "{token}" };
  const contract: Subject["contract"] = {
    ...defaultContract,
    websocket: { ...websocket, carriers: [{ kind: "first-message", message }] },
  };
  const http = createServer((_, response) => response.writeHead(404).end());
  new WebSocketServer({ server: http }).on("connection", (socket) => {
    socket.on("message", (data) => {
      if (JSON.parse(String(data)).type !== "authenticate") return;
      socket.send(JSON.stringify({ type: "welcome", data: { revision: "r7" } }));
    });
  });
  await using at = await listening(http);
  await using lab = new Lab(subjectAt(at.port, contract));
  const { members } = (await census.run(lab, new Evidence())) as CensusSaw;
  const met = members.flatMap(({ via, revision }) => (via === "ws" ? [revision] : []));
  expect(met.length).toBeGreaterThan(5);
  expect(new Set(met)).toEqual(new Set(["r7"]));
});
