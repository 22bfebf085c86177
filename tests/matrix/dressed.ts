import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contract } from "../../src/contract/contract.ts";
import { bend } from "../../src/fixtures/faults/bend.ts";
import type { Hop } from "../../src/fixtures/faults/edge/hop.ts";
import { startEdge } from "../../src/fixtures/faults/edge/http-edge.ts";
import type { EdgeRule } from "../../src/fixtures/faults/edge-rule.ts";
import { type Dress, quirk as declare, type Quirk } from "../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../src/fixtures/faults/index.ts";
import { Strikes } from "../../src/fixtures/faults/strikes.ts";
import { Secret } from "../../src/ground/secret.ts";
import { type Certificate, selfSigned } from "../unit/context/certificate.ts";
import { contract as plain } from "./contract.ts";
import { reachable } from "./dressed-network.ts";
import { pace, runIdOf, type Stage, scale } from "./staged.ts";

/** A deployment with a demo and no limit of requests, across a network whose deadlines are short, too. */
const contract: Contract = {
  ...plain,
  http: { ...plain.http, rateLimit: "unlimited" },
  websocket: {
    ...plain.websocket,
    ...(plain.websocket.demo && { demo: { ...plain.websocket.demo, enabled: true } }),
  },
  limits: { local: plain.limits.local, remote: { ...plain.limits.local, stragglersMs: 200 } },
};

/** What a deployed backend does because it knows that it is one. */
const deployed: Quirk = declare({
  id: "dressed",
  title: "knows that users reach it over TLS",
  bend: ({ front }) => {
    bend(front, "respond", (healthy) => async (request) => {
      const answer = await healthy(request);
      const headers = new Headers(answer.headers);
      headers.delete("set-cookie");
      for (const cookie of answer.headers.getSetCookie()) {
        headers.append("set-cookie", `${cookie}; Secure`);
      }
      const { status } = answer;
      if (!new URL(request.url).pathname.startsWith("/api/discovery")) {
        return new Response(answer.body, { status, headers });
      }
      headers.delete("content-length");
      const text = (await answer.text()).replaceAll(/\b(http|ws):\/\/(?!localhost)/g, "$1s://");
      return new Response(text, { status, headers });
    });
  },
});

/** Users' side of a frontend. */
const page = "<!doctype html><title>Chat</title><div id=app></div>";

/** Nobody in particular; only that it is an address of the Internet matters. */
const publicAddress = "93.184.215.14";

/** Stages so far: each has a name of its own. */
let count = 0;

/**
 * A backend as users meet it: across a network, under a name, over TLS, beside a frontend, with the demo
 * open. All of it is on this machine.
 */
export async function setDressedStage(quirks: readonly Quirk[], seed: number): Promise<Stage> {
  const dress: Dress = Object.assign({}, ...quirks.map((quirk) => quirk.dress));
  const bypassKey = new Secret(randomBytes(24).toString("base64url"));
  const stateDir = await mkdtemp(join(tmpdir(), "gapproof-matrix-"));
  const options = { ...pace, seed, bypassKey, demo: true, requestsPerMinute: 1_000_000 };
  const backend = await startFaulty([deployed, ...quirks], options);
  count += 1;
  const name = `stage-${count}.gapproof.example`;
  const certificate = certificateFor(name, dress);
  const hops: Hop[] = [];
  const open = async (rule: EdgeRule, secure: boolean): Promise<string> => {
    const tls = secure ? { tls: certificate } : {};
    const hop = await startEdge(rule, {
      origin: backend,
      strikes: new Strikes(seed, name),
      ...tls,
    });
    hops.push(hop);
    return `${secure ? "s" : ""}://${name}:${hop.port}`;
  };
  const isSecure = (place: "http" | "ws" | "frontend"): boolean => !dress.plain?.includes(place);
  reachable({
    name,
    addresses: [publicAddress, ...(dress.addresses ?? [])],
    trusted: dress.certificate === "unknown-issuer" ? undefined : certificate.cert,
  });
  const http = `http${await open({}, isSecure("http"))}`;
  const ws =
    isSecure("ws") === isSecure("http")
      ? http.replace("http", "ws")
      : `ws${await open({}, isSecure("ws"))}`;
  const frontend = `http${await open(frontendRule(dress), isSecure("frontend"))}`;
  return {
    run: {
      ...{ runId: runIdOf(quirks), seed, scale, contract, stateDir },
      target: {
        ...{ http, ws: `${ws}/ws`, source: "staging", services: { auth: http, frontend } },
        ...{ trail: [], remote: true, warnings: [], fallback: false },
      },
      credentials: {
        environment: "staging",
        jwtSecret: backend.secret.reveal(),
        bypassKey: bypassKey.reveal(),
      },
      testHeaders: false,
    },
    async [Symbol.asyncDispose]() {
      await backend.stop();
      await Promise.all(hops.map((hop) => hop.stop()));
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

function frontendRule({ frontend }: Dress): EdgeRule {
  if (frontend === "backend") return {};
  if (frontend === "empty") return { answer: { status: 200 } };
  if (frontend === "down") return { answer: { status: 502 } };
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return { answer: { status: 200, headers, body: page } };
}

const dayMs = 86_400_000;

function certificateFor(name: string, { certificate }: Dress): Certificate {
  const now = Date.now();
  const ageMs = certificate === "expired" ? 20 * dayMs : dayMs;
  return selfSigned({
    name: certificate === "other-name" ? "other.gapproof.example" : name,
    validFrom: new Date(now - ageMs),
    validTo: new Date(now - ageMs + 10 * dayMs),
  });
}
