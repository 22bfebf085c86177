import { readFileSync } from "node:fs";
import { diagnoseAgain } from "../../src/harness/diagnosis/diagnose.ts";
import { renderDiagnosis } from "../../src/harness/report/diagnosis-text.ts";

const r = JSON.parse(readFileSync(`/tmp/rec/${process.argv[2]}.json`, "utf8"));
const d = await diagnoseAgain(r);
console.log(
  renderDiagnosis(
    {
      ...d,
      causes: d.causes.map((c) => ({
        ...c,
        remedy: "",
        evidence: c.evidence.map(({ sent: _s, received: _r, ...e }) => e),
      })),
    },
    { width: 190 },
  ),
);
