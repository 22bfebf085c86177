import { Evidence, type NotRun } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import type { CensusSaw, MemberSaw } from "../../../src/harness/diagnosis/probes/census-saw.ts";
import { rules } from "../../../src/harness/diagnosis/rules/index.ts";
import type { ProbeName, Sightings } from "../../../src/harness/diagnosis/sightings.ts";

/** A census in which these revisions answer; one that says none is "". */
export function censusOf(http: readonly string[], ws: readonly string[]): CensusSaw {
  const member = (via: MemberSaw["via"], revision: string): MemberSaw => ({
    ...{ via, outcome: via === "ws" ? "101" : "200", ok: true, tookMs: 3 },
    // A 101 looks the same whoever sends it.
    print: via === "ws" ? "selects a1" : `${revision} 81ba02`,
    ...(revision === "" ? {} : { revision }),
  });
  return {
    members: [...http.map((one) => member("http", one)), ...ws.map((one) => member("ws", one))],
    ...{ held: ws.length, mixups: [] },
  };
}

/** The same word some times over. */
export function times(count: number, word: string): readonly string[] {
  return Array.from({ length: count }, () => word);
}

type Seen = { readonly [Name in ProbeName]?: Sightings[Name] | NotRun };

/** What all rules find in what some probes saw, surest first. */
export function foundIn(seen: Seen): readonly Finding[] {
  const evidence = new Evidence();
  for (const [name, saw] of Object.entries(seen)) evidence.add(name as keyof Sightings, saw);
  return judge(rules, evidence).findings.toSorted((a, b) => b.confidence - a.confidence);
}

/** The sentences of a finding. */
export function textOf(finding: Finding | undefined): string {
  return finding?.evidence.map(({ text }) => text).join("\n") ?? "";
}
