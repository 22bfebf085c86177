import { existsSync, writeFileSync } from "node:fs";
import { conclude } from "../../src/harness/diagnosis/conclude.ts";
import { inLab, investigate } from "../../src/harness/diagnosis/investigation.ts";
import { Lab } from "../../src/harness/diagnosis/lab.ts";
import { probes } from "../../src/harness/diagnosis/probes/index.ts";
import { Recorder } from "../../src/harness/diagnosis/recording.ts";
import { rules } from "../../src/harness/diagnosis/rules/index.ts";
import { startSecond } from "../interop/second/backend.ts";
import { contract, scale as usualScale } from "../interop/second/contract.ts";
import { edgeFaults, healthyEdges } from "../interop/second/edge-faults.ts";
import { backendFaults, unusual } from "../interop/second/faults.ts";
import { startFronts } from "../interop/second/fronts.ts";

const filter = new RegExp(process.argv[2] ?? "");
const live = process.argv.includes("--live");
const dir = process.argv.includes("--fresh") ? "/tmp/rec2b" : "/tmp/rec2";
const [route = "/ws"] = contract.websocket.routes;
const wanted = ({ id }: { id: string }) =>
  filter.test(id) && (live || !existsSync(`${dir}/${id}.json`));
async function one(id: string, cause: string, a: any) {
  const { http, secret, directPort, scale = usualScale } = a;
  const at = (port: number) => ({
    http: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}${route}`,
  });
  const subject: any = {
    contract,
    http,
    ws: `${http.replace("http", "ws")}${route}`,
    remote: false,
    scale,
    services: { auth: http },
    credentials: { environment: "development", jwtSecret: secret },
    ...(directPort === undefined ? {} : { direct: at(directPort) }),
  };
  const recorder = new Recorder();
  const target = { http: subject.http, ws: subject.ws };
  await using lab = new Lab(subject);
  const t = performance.now();
  const d = await investigate(inLab(lab), {
    probes,
    rules,
    target,
    patience: live ? { company: 6, companyMs: 400 } : { company: 999, companyMs: 1e9 },
    onSeen: recorder.note,
  } as any);
  const rec = { cause, recording: recorder.recording(target, new Date()) };
  writeFileSync(`${live ? "/tmp/rec2live" : dir}/${id}.json`, JSON.stringify(rec));
  console.log(
    `${id} (${cause}): ${d.healthy ? "healthy" : ""}${d.abstained ? "abstains " + d.symptoms.slice(0, 2).join("; ").slice(0, 100) : ""} ${d.causes.map((c) => `${c.id} ${c.confidence}`).slice(0, 4)} ${live ? d.probes.map((p) => p.name) : ""} ${Math.round(performance.now() - t)} ms`,
  );
}
const queue = [
  ...unusual.map((u) => ({ ...u, cause: "healthy" })),
  ...Object.values(backendFaults).flat(),
].filter(wanted);
async function work() {
  for (let q = queue.shift(); q; q = queue.shift()) {
    try {
      await using b = await startSecond({ options: q.options });
      await one(q.id, q.cause, { http: `http://127.0.0.1:${b.port}`, secret: b.secret });
    } catch (e) {
      console.log("ERR", q.id, String(e).slice(0, 200));
    }
  }
}
await Promise.all([work(), work()]);
const edges = [
  ...healthyEdges.map((e) => ({ ...e, cause: "healthy" as any })),
  ...edgeFaults,
].filter(wanted);
if (edges.length > 0) {
  const fronts = await startFronts([...healthyEdges, ...edgeFaults] as any);
  const ework = async () => {
    for (let q = edges.shift(); q; q = edges.shift())
      try {
        await one(q.id, q.cause, fronts.addressOf(q as any));
      } catch (e) {
        console.log("ERR", q.id, String(e).slice(0, 200));
      }
  };
  await Promise.all([ework(), ework()]);
  await fronts[Symbol.asyncDispose]();
}
process.exit(0);
