import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultContract } from "../../src/contract/default.ts";
import { type Backend, startBackend } from "../../src/fixtures/backend/index.ts";
import type { Hop, Origin } from "../../src/fixtures/faults/edge/hop.ts";
import { startEdge } from "../../src/fixtures/faults/edge/http-edge.ts";
import { Strikes } from "../../src/fixtures/faults/strikes.ts";
import { TestContext } from "../../src/harness/context.ts";
import type { Target } from "../../src/harness/target/target.ts";
import { reachable } from "../matrix/dressed-network.ts";
import { type Certificate, selfSigned } from "../unit/context/certificate.ts";
import { type EdgeCase, edgeCases } from "./edge-cases.ts";
import { haproxyMissing, startHaproxy } from "./haproxy.ts";
import { nginxMissing, startNginx } from "./nginx.ts";

/** Where each case is found, and each certificate, by its name. */
interface Edges extends AsyncDisposable {
  readonly ports: readonly number[];
  readonly tlsPorts: Readonly<Record<CertificateName, number>>;
}

type CertificateName = "right" | "otherName" | "unknown";

const host = "edge.gapproof.example";
const day = 86_400_000;
const lifetime = {
  validFrom: new Date(Date.now() - day),
  validTo: new Date(Date.now() + day),
};
const certificates: Readonly<Record<CertificateName, Certificate>> = {
  right: selfSigned({ name: host, ...lifetime }),
  otherName: selfSigned({ name: "other.example", ...lifetime }),
  unknown: selfSigned({ name: host, ...lifetime }),
};
const certificateNames = Object.keys(certificates) as readonly CertificateName[];

let secret: Backend["secret"];
let origins: Readonly<Record<NonNullable<EdgeCase["origin"]>, readonly Origin[]>>;
let folder: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const backend = await startBackend();
  const older = await startBackend({ secret: backend.secret, revision: "older" });
  const silent: Server = createServer((socket) => {
    // Hangs up on whoever asks: a server that is crashing.
    socket.on("error", () => {});
    socket.once("data", () => socket.destroy());
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  secret = backend.secret;
  origins = { backend: [backend], both: [backend, older], "hanging-up": [{ port }] };
  folder = mkdtempSync(join(tmpdir(), "gapproof-edges-"));
  for (const name of certificateNames) {
    const { cert, key } = certificates[name];
    writeFileSync(fileOf(name), cert + key);
  }
  close = async () => {
    await Promise.all([backend.stop(), older.stop()]);
    await new Promise((resolve) => silent.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  };
});

afterAll(() => close());

const programs = [
  { name: "our proxy", missing: undefined, start: startOurs },
  { name: "nginx", missing: nginxMissing(), start: startWithNginx },
  { name: "HAProxy", missing: haproxyMissing(), start: startWithHaproxy },
];

describe.for(programs)("$name in front of the backend", ({ missing, start }) => {
  let edges: Edges | undefined;

  beforeAll(async () => {
    if (missing === undefined) edges = await start();
  });

  afterAll(() => edges?.[Symbol.asyncDispose]());

  test.for(edgeCases.map((one, index) => ({ ...one, index })))(
    "$what",
    async ({ look, seen, index }, { skip, expect }) => {
      if (missing !== undefined) skip(missing);
      await using context = contextAt(`http://127.0.0.1:${edges?.ports[index]}`);
      expect(await look(context)).toEqual(seen);
    },
  );

  test.for([
    ["right", undefined],
    ["otherName", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["unknown", "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ] as const)("shows a certificate: %s", async ([name, error], { skip, expect }) => {
    if (missing !== undefined) skip(missing);
    const trusted = certificates[name === "unknown" ? "right" : name].cert;
    reachable({ name: host, addresses: ["127.0.0.1"], trusted });
    await using context = contextAt(`https://${host}:${edges?.tlsPorts[name]}`);
    const { tls, failure } = await context.reach();
    expect(failure).toBeUndefined();
    expect(tls?.authorizationError).toBe(error);
    const { opened, networkCode } = await context.knock({ settle: true });
    expect({ opened, networkCode }).toEqual({ opened: error === undefined, networkCode: error });
  });
});

function contextAt(http: string): TestContext {
  const target: Target = {
    ...{
      http,
      ws: `${http.replace("http", "ws")}/ws`,
      source: "explicit",
      services: { auth: http },
    },
    ...{ trail: [], remote: false, warnings: [], fallback: false },
  };
  return TestContext.open({
    ...{ target, contract: defaultContract, runId: "interop" },
    credentials: { jwtSecret: secret },
  });
}

function fileOf(name: CertificateName): string {
  return join(folder, `${name}.pem`);
}

function edgesAt(ports: readonly number[], stop: () => PromiseLike<unknown>): Edges {
  const tls = ports.slice(edgeCases.length);
  const portOf = (name: CertificateName): number => tls[certificateNames.indexOf(name)] ?? 0;
  return {
    ports,
    tlsPorts: {
      right: portOf("right"),
      otherName: portOf("otherName"),
      unknown: portOf("unknown"),
    },
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

async function startOurs(): Promise<Edges> {
  const strikes = new Strikes(1, "interop");
  const start = async ({ rule, origin: name = "backend" }: Ours): Promise<Hop> => {
    const [origin = { port: 0 }, second] = origins[name];
    return await startEdge(rule, { origin, second, strikes });
  };
  const [origin = { port: 0 }] = origins.backend;
  const hops = [
    ...(await Promise.all(edgeCases.map(start))),
    ...(await Promise.all(
      certificateNames.map((name) => startEdge({}, { origin, strikes, tls: certificates[name] })),
    )),
  ];
  const ports = hops.map(({ port }) => port);
  return edgesAt(ports, () => Promise.all(hops.map((hop) => hop.stop())));
}

type Ours = Pick<EdgeCase, "rule" | "origin">;

async function startWithNginx(): Promise<Edges> {
  const [backend, older] = origins.both.map(({ port }) => port);
  const [hangingUp] = origins["hanging-up"].map(({ port }) => port);
  const nginx = await startNginx({ port: backend ?? 0, secondPort: older ?? 0 }, [
    ...edgeCases.map(({ nginx: inside }) => (port: number) => {
      return `listen 127.0.0.1:${port}; ${inside.replaceAll("hanging-up", `127.0.0.1:${hangingUp}`)}`;
    }),
    ...certificateNames.map((name) => (port: number) => {
      const files = `ssl_certificate ${fileOf(name)}; ssl_certificate_key ${fileOf(name)};`;
      return `listen 127.0.0.1:${port} ssl; ${files} location / { proxy_pass http://backend; }`;
    }),
  ]);
  return edgesAt(nginx.ports, () => nginx[Symbol.asyncDispose]());
}

async function startWithHaproxy(): Promise<Edges> {
  const portsOf = (name: keyof typeof origins): number[] => origins[name].map(({ port }) => port);
  const haproxy = await startHaproxy([
    ...edgeCases.map(({ haproxy: lines, origin = "backend" }) => ({
      lines,
      servers: portsOf(origin),
    })),
    ...certificateNames.map((name) => ({
      bind: `ssl crt ${fileOf(name)}`,
      servers: portsOf("backend"),
    })),
  ]);
  return edgesAt(haproxy.ports, () => haproxy[Symbol.asyncDispose]());
}

test("every case says what is seen", () => {
  for (const { seen } of edgeCases) expect(seen).toBeDefined();
});
