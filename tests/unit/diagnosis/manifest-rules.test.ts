import { describe, expect, test } from "vitest";
import type { CauseId } from "../../../src/ground/cause.ts";
import type {
  BranchSaw,
  BranchViolation,
} from "../../../src/harness/diagnosis/probes/branch-saw.ts";
import { call, front } from "./http-values.ts";
import { foundIn, textOf } from "./revision-values.ts";

const unplanned: BranchViolation = {
  ...{ rule: "carries-plan", cause: "manifest-unplanned", key: "idle_timeout" },
  ...{ because: "idle_timeout is 240 and 360 is planned", place: "deploy/backend.yaml:12" },
};
const disagreeing: BranchViolation = {
  ...{ rule: "services-agree", cause: "services-disagree", key: "jwt_secret_key" },
  because: "auth and backend refer to two secrets for jwt_secret_key",
  place: "deploy/auth.yaml:7",
};
const broken = call("/a", { status: 500, ok: false, said: "oops" });
const failing = front({ open: [broken, call("/b"), call("/c")], again: [broken] });
const settings = { published: true, blank: [], inverted: [] };
const old = { ...settings, unlike: [{ key: "idle-timeout", expected: "360", actual: "240" }] };

const branch = (...violations: readonly BranchViolation[]): BranchSaw => ({ violations });
const failed = (...suspects: readonly CauseId[]) => ({
  ...{ id: "manifest.carries-plan", title: "", journey: "deployment", codes: [], said: "no" },
  suspects,
});

describe("what stands in the files of the branch", () => {
  test("is sure, with file and line, where nothing else is wrong", () => {
    const [finding, ...others] = foundIn({ branch: branch(unplanned), front: front() });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ cause: "manifest-unplanned", confidence: 0.95 });
    expect(textOf(finding)).toBe("deploy/backend.yaml:12: idle_timeout is 240 and 360 is planned");
  });

  test("is told once for each cause, with all that is of it", () => {
    const secret = { ...unplanned, cause: "secret-in-manifest", place: "deploy/b.yaml:3" } as const;
    const found = foundIn({ branch: branch(unplanned, secret, unplanned), front: front() });
    expect(found.map(({ cause }) => cause)).toEqual(["manifest-unplanned", "secret-in-manifest"]);
    expect(found[0]?.evidence).toHaveLength(2);
  });

  test("is nothing where the files keep every rule, or nobody named one", () => {
    expect(foundIn({ branch: branch(), front: front() })).toEqual([]);
    expect(foundIn({ front: front() })).toEqual([]);
  });

  test("does not name a file twice", () => {
    const because = "idle_timeout is 240 (deploy/backend.yaml, line 12)";
    const [finding] = foundIn({ branch: branch({ ...unplanned, because }), front: front() });
    expect(textOf(finding)).toBe(because);
  });

  test("stands behind what fails on the wire and has another cause, and says so", () => {
    const found = foundIn({ branch: branch(unplanned), front: failing });
    expect(found.map(({ cause }) => cause)).toEqual(["http-error", "manifest-unplanned"]);
    expect(found[1]?.confidence).toBe(0.6);
    expect(textOf(found[1])).toContain(
      "it stands in the files; what fails on the wire has another cause: http-error",
    );
  });

  test("is sure where the wire shows another cause that stands in the files as well", () => {
    const inverted = { ...settings, unlike: [], inverted: ["beat 45 >= timeout 15"] };
    const own = { ...unplanned, rule: "timeouts-ordered", cause: "budget-inverted" } as const;
    const found = foundIn({
      branch: branch(disagreeing, own),
      front: front({ settings: inverted }),
    });
    const sure = found.filter(({ confidence }) => confidence >= 0.94).map(({ cause }) => cause);
    expect(new Set(sure)).toEqual(new Set(["services-disagree", "budget-inverted"]));
  });

  test("is sure all the same where every check that failed suspects it", () => {
    const seen = { branch: branch(unplanned), front: failing };
    const own = failed("manifest-unplanned", "settings-old");
    const checks = { failed: [own], passed: [] };
    const [finding] = foundIn({ ...seen, checks });
    expect(finding).toMatchObject({ cause: "manifest-unplanned", confidence: 0.95 });
    const more = { failed: [own, failed("http-error")], passed: [] };
    expect(foundIn({ ...seen, checks: more })[0]).toMatchObject({ cause: "http-error" });
  });

  test("leaves no failed check unexplained that suspects it", () => {
    const checks = { failed: [failed("manifest-unplanned")], passed: [] };
    const found = foundIn({ branch: branch(unplanned), front: front(), checks });
    expect(found.flatMap(({ evidence }) => evidence.map(({ probe }) => probe))).toEqual(["branch"]);
  });

  test("is no reason to stop looking at the wire, unless it is all that failed", () => {
    const checks = { failed: [failed("manifest-unplanned")], passed: [] };
    const alone = foundIn({ branch: branch(unplanned), front: front() });
    const known = foundIn({ branch: branch(unplanned), front: front(), checks });
    expect([alone[0]?.aside, known[0]?.aside]).toEqual([true, false]);
  });
});

describe("settings that run and are not the planned ones", () => {
  test("are the manifest's first where the branch itself says what runs", () => {
    const found = foundIn({ branch: branch(unplanned), front: front({ settings: old }) });
    expect(found.map(({ cause }) => cause)).toEqual(["manifest-unplanned", "settings-old"]);
    expect(textOf(found[0])).toContain("the wire shows what comes of it: settings-old");
    expect(textOf(found[1])).toContain("it is deployed as written: deploy/backend.yaml:12");
  });

  test("are old where the files say otherwise, with what each says", () => {
    const different = [
      { key: "IDLE_TIMEOUT", expected: "360", deployed: "240", place: "deploy/backend.yaml:12" },
    ];
    const seen = { violations: [], drift: { different, equal: 9 } };
    const [finding, ...others] = foundIn({ branch: seen, front: front({ settings: old }) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ cause: "settings-old", confidence: 0.95 });
    expect(textOf(finding)).toContain(
      "IDLE_TIMEOUT: the branch says 360 (deploy/backend.yaml:12), what runs says 240",
    );
  });

  test("are old where only the files say what should run", () => {
    const different = [{ key: "memory", expected: "2Gi", deployed: "1Gi" }];
    const seen = { violations: [], drift: { different, equal: 9 } };
    const [finding] = foundIn({ branch: seen, front: front() });
    expect(finding).toMatchObject({ cause: "settings-old" });
    expect(textOf(finding)).toContain("memory: the branch says 2Gi, what runs says 1Gi");
  });

  test("are not explained by another setting that the files have wrong", () => {
    const other = { ...unplanned, key: "memory" };
    const found = foundIn({ branch: branch(other), front: front({ settings: old }) });
    expect(found.map(({ cause }) => cause)).toEqual(["settings-old", "manifest-unplanned"]);
    expect(found[1]?.confidence).toBe(0.6);
  });
});

describe("a secret that two services do not share", () => {
  const served = { how: "served", status: 200, text: "" } as const;
  const refused = { how: "refused", status: 101, code: 1008, text: "no" } as const;
  const denied = { how: "refused", status: 403, text: "none" } as const;
  const row = (place: "http" | "socket", form: "valid" | "absent" | "wrong-signature") => ({
    ...{ place, at: "here", carrier: place === "http" ? "header" : "subprotocol", form },
  });
  const tokens = {
    rows: [
      { ...row("http", "valid"), answer: served },
      { ...row("http", "absent"), answer: denied },
      { ...row("http", "wrong-signature"), answer: { ...denied, text: "bad" } },
      ...["subprotocol", "header", "query"].map((carrier) => ({
        ...{ ...row("socket", "valid"), carrier, answer: refused },
      })),
      { ...row("socket", "absent"), answer: refused },
      { ...row("socket", "wrong-signature"), answer: refused },
    ],
    ...{ notTried: {}, enforced: true },
  };

  const offer = { notRun: "a literal table" };

  test("is proven by the wire and by the files", () => {
    const found = foundIn({ branch: branch(disagreeing), front: front(), offer, tokens });
    const mismatch = found.filter(({ cause }) => cause === "secret-mismatch");
    expect(found[0]).toMatchObject({ cause: "services-disagree" });
    expect(textOf(found[0])).toContain("the wire shows what comes of it: secret-mismatch");
    expect(mismatch[0]?.confidence).toBeGreaterThanOrEqual(0.93);
    expect(mismatch.map(textOf).join("\n")).toContain("the files say so, too: deploy/auth.yaml:7");
  });

  test("is the wire's alone where the files disagree on something else", () => {
    const other = { ...disagreeing, key: "frontend_url" };
    const found = foundIn({ branch: branch(other), front: front(), offer, tokens });
    expect(found[0]).toMatchObject({ cause: "secret-mismatch" });
    expect(found.map(textOf).join("\n")).not.toContain("the files say so");
    expect(found.at(-1)).toMatchObject({ cause: "services-disagree", confidence: 0.6 });
  });
});
