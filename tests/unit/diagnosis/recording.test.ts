import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { diagnose, diagnoseAgain } from "../../../src/harness/diagnosis/diagnose.ts";
import { parseRecording, Recorder } from "../../../src/harness/diagnosis/recording.ts";

describe("a recording", () => {
  test("leads to the same diagnosis without the backend", async () => {
    const fault = faults.filter(({ id }) => id === "handshake.selects-nothing");
    const backend = await startFaulty(fault);
    const recorder = new Recorder();
    const { url: http, wsUrl: ws } = backend;
    const subject = { contract: defaultContract, http, ws, remote: false, credentials: {} };
    const diagnosis = await diagnose(subject, { onSeen: recorder.note });
    await backend.stop();
    const text = JSON.stringify(recorder.recording(diagnosis.target, new Date()));
    expect(await diagnoseAgain(parseRecording(text, "seen.json"), "seen.json")).toEqual(diagnosis);
    expect(diagnosis.causes[0]?.id).toBe("never-negotiates");
    expect(text).not.toContain("eyJ");
    expect(text).not.toMatch(/jwt\.[\w-]{20}/);
  });

  test.each([
    ["no JSON", "{", /--replay seen\.json is not JSON/],
    ["something else", "[]", /is not a recording this version reads: the file/],
    [
      "another version",
      '{"kind":"gapproof-diagnosis-recording","version":2}',
      /is not a recording this version reads: version/,
    ],
  ])("that is %s is refused, naming the file", (_what, text, message) => {
    expect(() => parseRecording(text, "seen.json")).toThrow(ConfigurationError);
    expect(() => parseRecording(text, "seen.json")).toThrow(message);
  });
});
