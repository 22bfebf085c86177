import { existsSync, writeFileSync } from "node:fs";
import { subjectOf } from "../../src/cli/diagnose/subject-of.ts";
import { faults } from "../../src/fixtures/faults/index.ts";
import { unusual } from "../../src/fixtures/faults/unusual.ts";
import { inLab, investigate } from "../../src/harness/diagnosis/investigation.ts";
import { Lab } from "../../src/harness/diagnosis/lab.ts";
import { probes } from "../../src/harness/diagnosis/probes/index.ts";
import { Recorder } from "../../src/harness/diagnosis/recording.ts";
import { rules } from "../../src/harness/diagnosis/rules/index.ts";
import { setStage } from "../matrix/stage.ts";

const filter = new RegExp(process.argv[2] ?? "");
const dir = process.argv[3] ?? "/tmp/rec";
const queue = [{ id: "healthy", title: "", parameters: {} }, ...unusual, ...faults].filter(
  ({ id }) => filter.test(id) && !existsSync(`${dir}/${id}.json`),
);
async function work() {
  for (let q = queue.shift(); q; q = queue.shift()) {
    try {
      await using stage = await setStage([q], 1);
      const subject = subjectOf(stage.run);
      const recorder = new Recorder();
      const target = { http: subject.http, ws: subject.ws };
      await using lab = new Lab(subject);
      await investigate(inLab(lab), {
        probes,
        rules,
        target,
        patience: { company: 999, companyMs: 1e9 },
        onSeen: recorder.note,
      });
      writeFileSync(`${dir}/${q.id}.json`, JSON.stringify(recorder.recording(target, new Date())));
      console.log(q.id);
    } catch (e) {
      console.log("ERR", q.id, e);
    }
  }
}
await Promise.all([work(), work(), work()]);
process.exit(0);
