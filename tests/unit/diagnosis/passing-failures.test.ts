import { describe, expect, test } from "vitest";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import type { FrontSaw } from "../../../src/harness/diagnosis/probes/front-saw.ts";
import type { TokenAnswer } from "../../../src/harness/diagnosis/probes/tokens-saw.ts";
import { maskedRules } from "../../../src/harness/diagnosis/rules/token-masked.ts";
import { call, front } from "./http-values.ts";

/** What is made of a bad token that is answered with a status while a good one is served. */
function causesOf(status: number, saw: FrontSaw): readonly string[] {
  const valid: TokenAnswer = { how: "served", status: 200, text: "" };
  const expired: TokenAnswer = { how: "crashed", status, text: "bad gateway" };
  const place = { place: "http", at: "listThreads", carrier: "header" } as const;
  const rows = [
    { ...place, form: "valid", answer: valid } as const,
    { ...place, form: "expired", answer: expired } as const,
  ];
  const evidence = new Evidence();
  evidence.add("offer", { notRun: "a literal table" });
  evidence.add("front", saw);
  evidence.add("tokens", { rows, notTried: {}, enforced: true });
  return judge(maskedRules, evidence).findings.map(({ cause }) => cause);
}

describe("an error of the server's for a bad token", () => {
  const failing = call("/a", { ok: false, status: 502 });

  test("is a refusal that looks like a crash where all else is well", () => {
    expect(causesOf(502, front())).toEqual(["refusal-masked"]);
  });

  test("says nothing of the token where routes fail like that and then do well", () => {
    const passing = front({ open: [failing, call("/b")], again: [call("/a")] });
    expect(causesOf(502, passing)).toEqual([]);
    expect(causesOf(504, passing)).toEqual([]);
  });

  test("is the token's doing where only another route fails, and each time", () => {
    const steady = front({ open: [failing, call("/b")], again: [failing] });
    expect(causesOf(502, steady)).toEqual(["refusal-masked"]);
  });

  test("is the token's doing where what comes and goes is another error", () => {
    const passing = front({ open: [failing, call("/b")], again: [call("/a")] });
    expect(causesOf(500, passing)).toEqual(["refusal-masked"]);
  });
});
