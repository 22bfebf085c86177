import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reachable } from "../../matrix/dressed-network.ts";
import { type Certificate, selfSigned } from "../../unit/context/certificate.ts";
import { startHaproxy } from "../haproxy.ts";
import { freePorts, startNginx } from "../nginx.ts";
import { type SecondBackend, startSecond } from "./backend.ts";
import type { EdgeFault } from "./edge-faults.ts";
import type { Address } from "./trial.ts";

/** One front: a fault, or one that is as it should be. */
export type Front = Omit<EdgeFault, "cause">;

/** The second backend behind nginx and HAProxy, one server of theirs for each front. */
export interface Fronts extends AsyncDisposable {
  addressOf(front: Front): Address;
}

type CertificateName = NonNullable<Front["certificate"]>;

const hosts: Readonly<Record<CertificateName, string>> = {
  "other-name": "named.second.example",
  "self-signed": "signed.second.example",
};

/** Slow enough for edges that cannot cut silences as short as the others are kept. */
const patientScale = 0.06;

/** Whom the certificate that is trusted was made for. */
const otherName = "other.second.example";

/** Starts both programs with everything they are to do, in front of two revisions of one backend. */
export async function startFronts(fronts: readonly Front[]): Promise<Fronts> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-second-"));
  const started: AsyncDisposable[] = [];
  const stop = async (): Promise<void> => {
    for (const one of started.toReversed()) await one[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await startAll(fronts, { folder, started })), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Site {
  readonly folder: string;
  /** What has to be stopped, in the order it was started. */
  readonly started: AsyncDisposable[];
}

async function startAll(
  fronts: readonly Front[],
  { folder, started }: Site,
): Promise<Pick<Fronts, "addressOf">> {
  writeCertificates(folder);
  const backend = await startSecond();
  started.push(backend);
  const { secret } = backend;
  const older = await startSecond({ secret, revision: "second-0" });
  started.push(older);
  const patient = await startSecond({ secret, scale: patientScale });
  started.push(patient);
  const [nobody = 0] = await freePorts(1);
  const alone = { nobody, patient: patient.port };
  const byNginx = fronts.filter(({ nginx }) => nginx !== undefined);
  const nginx = await startNginx(
    { port: backend.port, secondPort: older.port },
    byNginx.map((front) => (port) => serverOf(front, { port, folder, alone })),
  );
  started.push(nginx);
  const behind = {
    ...{ backend: [backend.port], both: [backend.port, older.port] },
    ...{ nobody: [nobody], patient: [patient.port] },
  };
  const byHaproxy = fronts.filter(({ haproxy }) => haproxy !== undefined);
  const haproxy = await startHaproxy(
    byHaproxy.map(({ haproxy: lines = [], behind: name = "backend", certificate }) => ({
      ...{ lines, servers: behind[name] },
      ...(certificate && { bind: `ssl crt ${fileOf(folder, certificate)}` }),
    })),
  );
  started.push(haproxy);
  const ports = new Map([
    ...byNginx.map(({ id }, at) => [id, nginx.ports[at] ?? 0] as const),
    ...byHaproxy.map(({ id }, at) => [id, haproxy.ports[at] ?? 0] as const),
  ]);
  return { addressOf: (front) => addressOf(front, ports.get(front.id) ?? 0, backend) };
}

function addressOf(
  { certificate, behind, direct = false }: Front,
  port: number,
  { secret, port: directPort }: SecondBackend,
): Address {
  const origin =
    certificate === undefined
      ? `http://127.0.0.1:${port}`
      : `https://${hosts[certificate]}:${port}`;
  return {
    ...{ http: origin, secret },
    ...(direct ? { directPort } : {}),
    ...(behind === "patient" ? { scale: patientScale } : {}),
  };
}

interface Place {
  readonly port: number;
  readonly folder: string;
  /** Ports of servers that nginx does not know by a name. */
  readonly alone: Readonly<Record<"nobody" | "patient", number>>;
}

function serverOf(
  { nginx = "", behind, certificate }: Front,
  { port, folder, alone }: Place,
): string {
  const inside =
    behind === "nobody" || behind === "patient"
      ? nginx.replaceAll("//backend", `//127.0.0.1:${alone[behind]}`)
      : nginx;
  if (certificate === undefined) return `listen 127.0.0.1:${port}; ${inside}`;
  const file = fileOf(folder, certificate);
  return `listen 127.0.0.1:${port} ssl; ssl_certificate ${file}; ssl_certificate_key ${file}; ${inside}`;
}

/** One that is trusted and of another host, and one that nobody vouches for. */
function writeCertificates(folder: string): void {
  const day = 86_400_000;
  const lifetime = {
    validFrom: new Date(Date.now() - day),
    validTo: new Date(Date.now() + day),
  };
  const made: Readonly<Record<CertificateName, Certificate>> = {
    "other-name": selfSigned({ name: otherName, ...lifetime }),
    "self-signed": selfSigned({ name: hosts["self-signed"], ...lifetime }),
  };
  for (const [name, { cert, key }] of Object.entries(made)) {
    writeFileSync(fileOf(folder, name as CertificateName), cert + key);
  }
  const trusted = made["other-name"].cert;
  reachable({ name: hosts["other-name"], addresses: ["127.0.0.1"], trusted });
  reachable({ name: hosts["self-signed"], addresses: ["127.0.0.1"] });
}

function fileOf(folder: string, name: CertificateName): string {
  return join(folder, `${name}.pem`);
}
