import { describe, expect, test } from "vitest";
import { containerEvidence } from "../../../src/cli/gate/container-evidence.ts";
import { failedCheck, flakyCheck, sampleCheck, sampleTarget } from "../report/sample.ts";
import { engineWith } from "../target/containers/engine-server.ts";

const nothing = { checks: [], unhandledErrors: [], warnings: [], end: "finished" } as const;
const log = "\u0001\0\0\0\0\0\0\u0005boom\n";

function targetAt(engine: string) {
  return { ...sampleTarget, container: { id: "id-a", name: "a", engine } };
}

describe("what a container wrote", () => {
  test.for([
    ["a failed check", { checks: [sampleCheck(), failedCheck] }],
    ["a flaky check", { checks: [flakyCheck] }],
    ["an error outside any check", { unhandledErrors: ["a worker crashed"] }],
    ["a limit that ran out", { end: "timed-out" as const }],
  ] as const)("is read after %s", async ([, result]) => {
    await using engine = await engineWith([], log);
    const evidence = await containerEvidence(targetAt(`unix://${engine.socket}`), {
      ...nothing,
      ...result,
    });
    expect(evidence).toEqual({ warnings: [], containerLogs: ["boom"] });
  });

  test.for([
    ["a green run", { checks: [sampleCheck()] }],
    ["an interrupt", { checks: [failedCheck], end: "interrupted" as const }],
  ] as const)("is not asked for after %s", async ([, result]) => {
    await using engine = await engineWith([], log);
    const target = targetAt(`unix://${engine.socket}`);
    expect(await containerEvidence(target, { ...nothing, ...result })).toEqual({ warnings: [] });
    expect(engine.asked).toEqual([]);
  });

  test("is not asked for when the target was found otherwise", async () => {
    const result = { ...nothing, checks: [failedCheck] };
    expect(await containerEvidence(sampleTarget, result)).toEqual({ warnings: [] });
  });

  test("that cannot be read is a warning beside those there are", async () => {
    const result = { ...nothing, checks: [failedCheck], warnings: ["first"] };
    expect(await containerEvidence(targetAt("unix:///nowhere/e.sock"), result)).toEqual({
      warnings: [
        "first",
        "no log of container a: the engine at unix:///nowhere/e.sock does not exist",
      ],
    });
  });
});
