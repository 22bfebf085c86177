import { readdirSync, readFileSync } from "node:fs";
import { faults } from "../../src/fixtures/faults/index.ts";
import { investigate } from "../../src/harness/diagnosis/investigation.ts";
import { knowledgeOf } from "../../src/harness/diagnosis/knowledge.ts";
import { probes } from "../../src/harness/diagnosis/probes/index.ts";
import { fromRecording } from "../../src/harness/diagnosis/recording.ts";
import { rules } from "../../src/harness/diagnosis/rules/index.ts";

const verbose = process.argv.includes("-v");
const filter = new RegExp(process.argv[2] ?? "");
const counts: number[] = [];
const mss: number[] = [];
let exact = 0,
  cls = 0,
  three = 0,
  n = 0,
  sure = 0,
  healthy = 0,
  abst = 0;
const order = new Map<string, number>();
for (const file of readdirSync(process.argv.includes("--live") ? "/tmp/rec2live" : "/tmp/rec2")) {
  const id = file.replace(/\.json$/, "");
  if (!filter.test(id)) continue;
  const { cause: trueCause, recording } = JSON.parse(
    readFileSync(
      `${process.argv.includes("--live") ? "/tmp/rec2live" : "/tmp/rec2"}/${file}`,
      "utf8",
    ),
  );
  const fault: any = trueCause === "healthy" ? undefined : { id, cause: trueCause };
  const d = await investigate(fromRecording(recording), {
    probes,
    rules,
    target: recording.target,
    patience: { company: 6, companyMs: 400 },
  });
  const ran = d.probes.filter((p) => !p.saw.startsWith("not run"));
  if (fault === undefined) {
    if (!d.healthy)
      console.log(
        "FALSE ALARM",
        id,
        d.causes.map((c) => `${c.id} ${c.confidence}`),
        d.symptoms.slice(0, 2),
      );
    continue;
  }
  n++;
  counts.push(ran.length);
  mss.push(ran.reduce((s, p) => s + p.durationMs, 0));
  const c = knowledgeOf(fault.cause).observationalClass;
  const first = d.causes[0];
  const g =
    first?.id === fault.cause
      ? "exact"
      : first?.class === c
        ? "class"
        : d.causes.slice(0, 3).some((x) => x.class === c)
          ? "three"
          : d.healthy
            ? "healthy"
            : d.abstained
              ? "abstains"
              : (first?.confidence ?? 0) >= 0.85
                ? "SURE-WRONG"
                : "wrong";
  if (g === "exact") exact++;
  if (g === "exact" || g === "class") cls++;
  if (["exact", "class", "three"].includes(g)) three++;
  if (g === "SURE-WRONG") sure++;
  if (g === "healthy") healthy++;
  if (g === "abstains") abst++;
  if (g !== "exact" || verbose)
    console.log(
      `${g} ${id} (${fault.cause}): ${d.causes.map((x) => `${x.id} ${x.confidence}`).slice(0, 4)} [${ran.map((p) => p.name)}]`,
    );
}
counts.sort((a, b) => a - b);
mss.sort((a, b) => a - b);
console.log(
  `${n}: exact ${exact} class ${cls} three ${three} sure-wrong ${sure} healthy ${healthy} abstains ${abst}; median probes ${counts[n >> 1]} ms ${mss[n >> 1]}, p90 ${counts[Math.floor(n * 0.9)]} ${mss[Math.floor(n * 0.9)]}`,
);
process.exit(0);
