import { faults } from "../../src/fixtures/faults/index.ts";
import { unusual } from "../../src/fixtures/faults/unusual.ts";
import { knowledgeOf } from "../../src/harness/diagnosis/knowledge.ts";
import { tryOut } from "./trial.ts";

const [filter = "", ...flags] = process.argv.slice(2);
const chosen = faults.filter(({ id }) => new RegExp(filter).test(id));
const times = Number(flags.find((flag) => flag.startsWith("-n"))?.slice(2) ?? 1);
if (flags.includes("--healthy")) await tryHealthy();
const verbose = flags.includes("-v");
/** Every healthy but unusual backend: whatever is named is a false alarm. */
async function tryHealthy(): Promise<never> {
  for (let n = 0; n < times; n += 1) {
    for (const quirk of [
      { id: "healthy", title: "is as it should be", parameters: {} },
      ...unusual,
    ].filter(({ id }) => new RegExp(filter).test(id))) {
      const { diagnosis, durationMs } = await tryOut([quirk], {
        seed: 1,
        direct: false,
        secret: process.env.NOSECRET === undefined,
      });
      const said = diagnosis.healthy
        ? "healthy"
        : `FALSE ALARM ${diagnosis.causes.map(({ id, confidence, evidence }) => `${id} ${confidence} ${evidence.map(({ text }) => text)}`)} ${diagnosis.symptoms}`;
      console.log(
        `${quirk.id}: ${said} [${diagnosis.probes.length} probes, ${Math.round(durationMs)} ms: ${diagnosis.probes.map(({ name, durationMs: ms }) => `${name} ${ms}`).join(", ")}]`,
      );
    }
  }
  process.exit(0);
}
let exact = 0;
let right = 0;
const queue = [...chosen];
const lines: string[] = [];
async function work(): Promise<void> {
  for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
    const { diagnosis, durationMs } = await tryOut([fault], {
      seed: 1,
      direct: false,
      secret: process.env.NOSECRET === undefined,
    });
    const [first] = diagnosis.causes;
    const isExact = first?.id === fault.cause;
    const isRight =
      first !== undefined && first.class === knowledgeOf(fault.cause).observationalClass;
    if (isExact) exact += 1;
    if (isRight) right += 1;
    const said = diagnosis.healthy
      ? "healthy"
      : diagnosis.abstained
        ? "abstains"
        : diagnosis.causes.map(({ id, confidence }) => `${id} ${confidence}`).join(", ");
    lines.push(
      `${isExact ? "ok " : isRight ? "cls" : "NO "} ${fault.id} (${fault.cause}): ${said} [${diagnosis.probes.length} probes, ${Math.round(durationMs)} ms]`,
    );
    if (verbose)
      lines.push(
        ...diagnosis.probes.map(
          ({ id, name, durationMs: ms, saw }) =>
            `      ${id} ${name} ${ms} ms: ${saw.slice(0, 200)}`,
        ),
        ...diagnosis.symptoms.map((s) => `      ! ${s}`),
      );
    console.log(lines.splice(0).join("\n"));
  }
}
await Promise.all([work(), work(), work()]);
console.log(`${exact} exact, ${right} class, of ${chosen.length}`);
process.exit(0);
