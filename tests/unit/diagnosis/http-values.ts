import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import type { CallSaw } from "../../../src/harness/diagnosis/probes/call-saw.ts";
import type { FrontSaw } from "../../../src/harness/diagnosis/probes/front-saw.ts";
import { allowanceRules } from "../../../src/harness/diagnosis/rules/allowance.ts";
import { censusRules } from "../../../src/harness/diagnosis/rules/census.ts";
import { deployedRules } from "../../../src/harness/diagnosis/rules/deployed.ts";
import { httpRules, slowHttp } from "../../../src/harness/diagnosis/rules/http.ts";
import { httpEdgeRules } from "../../../src/harness/diagnosis/rules/http-edge.ts";
import { revisionRules } from "../../../src/harness/diagnosis/rules/revision.ts";
import { settingsRules } from "../../../src/harness/diagnosis/rules/settings.ts";
import { startingRules } from "../../../src/harness/diagnosis/rules/starting.ts";
import { tourRules } from "../../../src/harness/diagnosis/rules/tour.ts";
import type { Sightings } from "../../../src/harness/diagnosis/sightings.ts";

const rules = [
  ...httpEdgeRules,
  ...deployedRules,
  ...settingsRules,
  ...startingRules,
  ...censusRules,
  ...revisionRules,
  ...allowanceRules,
  ...httpRules,
  ...tourRules,
  slowHttp,
];

/** An answer that is as it should be, but for what is said. */
export function call(path: string, changes: Partial<CallSaw> = {}): CallSaw {
  return {
    ...{ name: "open path", method: "GET", path, status: 200, elapsedMs: 5, ok: true },
    ...{ headers: { "content-type": "application/json" }, said: "{}", isJson: true },
    ...{ missing: [], reasoned: true, unsafe: [], ...changes },
  };
}

/** A front that is as it should be, but for what is said. */
export function front(changes: Partial<FrontSaw> = {}): FrontSaw {
  const refused = { ok: true, said: '{"detail":"no"}' };
  return {
    health: [call("/health"), call("/health")],
    identity: { service: "shop", isRight: true, status: "healthy", isWell: true },
    line: { connectMs: 1, answerMs: 3 },
    settings: { published: true, blank: [], unlike: [], inverted: [] },
    open: ["/a", "/b", "/c", "/d", "/e", "/f"].map((path) => call(path)),
    doors: ["/u", "/v", "/w"].map((path) => call(path, { ...refused, status: 401 })),
    ...{ again: [], claims: [], revisions: ["r1", "r1", "r1"] },
    manners: {
      unknownPath: call("/nowhere", { ...refused, status: 404, said: '{"detail":"none"}' }),
      wrongMethod: call("/health", { ...refused, status: 405 }),
    },
    ...changes,
  };
}

/** Causes named for what probes saw, surest first; those with less than 0.5 are left out. */
export function causesFor(seen: Partial<Sightings>): readonly string[] {
  const evidence = new Evidence();
  for (const [name, saw] of Object.entries(seen)) evidence.add(name as keyof Sightings, saw);
  return judge(rules, evidence)
    .findings.filter(({ confidence }) => confidence >= 0.5)
    .toSorted((a, b) => b.confidence - a.confidence)
    .map(({ cause }) => cause);
}
