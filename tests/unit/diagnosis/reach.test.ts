import { createServer } from "node:net";
import { createServer as createSecure } from "node:tls";
import { describe, expect, it } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { diagnose } from "../../../src/harness/diagnosis/diagnose.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import { reach } from "../../../src/harness/diagnosis/probes/reach.ts";
import type { PlaceSaw, ReachSaw } from "../../../src/harness/diagnosis/probes/reach-saw.ts";
import { reachRules } from "../../../src/harness/diagnosis/rules/reach.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { selfSigned } from "../context/certificate.ts";
import { listening } from "./listening.ts";

describe("how far one gets", () => {
  it("is told for each address, with the network's own word", async () => {
    await using server = await listening(createServer((socket) => socket.destroy()));
    const [place] = (await reachOf(`http://127.0.0.1:${server.port}`)).places;
    expect(place?.addresses).toEqual([{ address: "127.0.0.1", family: 4, ms: expect.any(Number) }]);
  });

  it("ends at a name that does not resolve, within a second and a half", async () => {
    const diagnosis = await diagnose(subjectAt("http://no-such-host.invalid"));
    expect(diagnosis.causes.map(({ id }) => id)).toEqual(["name-unresolved"]);
    expect(diagnosis.probes.map(({ name }) => name)).toEqual(["reach"]);
  });

  it("ends at a port nobody listens at", async () => {
    const { port } = await closed();
    const diagnosis = await diagnose(subjectAt(`http://127.0.0.1:${port}`));
    expect(diagnosis.causes.map(({ id }) => id)).toEqual(["nothing-listening"]);
    expect(diagnosis.causes[0]?.evidence[0]?.text).toContain("ECONNREFUSED");
    expect(diagnosis.probes).toHaveLength(1);
  });

  it("tells a door that takes HTTP/2 alone, and a certificate nobody vouches for", async () => {
    const now = Date.now();
    const { cert, key } = selfSigned({
      name: "localhost",
      validFrom: new Date(now - 1_000),
      validTo: new Date(now + 60_000),
    });
    const options = { cert, key, ALPNProtocols: ["h2"] };
    await using server = await listening(createSecure(options, (socket) => socket.destroy()));
    const saw = await reachOf(`https://localhost:${server.port}`);
    expect(saw.places[0]).toMatchObject({
      tls: { authorized: false, why: "DEPTH_ZERO_SELF_SIGNED_CERT", alpn: "h2" },
      tlsForUpgrades: { failure: expect.stringMatching(/ALPN|APPLICATION_PROTOCOL/) },
    });
    expect(causesOf(saw)).toEqual(["certificate-untrusted", "http2-only"]);
  });
});

describe("what addresses say", () => {
  it("is a bind to one family only when another than loopback is refused", () => {
    expect(causesOf(placed([at("127.0.0.1"), at("::1", "ECONNREFUSED")]))).toEqual([]);
    expect(causesOf(placed([at("192.0.2.1"), at("2001:db8::1", "ECONNREFUSED")]))).toEqual([
      "nothing-listening",
    ]);
  });

  it("is nothing where this machine itself has no IPv6", () => {
    expect(causesOf(placed([at("192.0.2.1"), at("2001:db8::1", "ENETUNREACH")]))).toEqual([]);
  });

  it("is a blackhole when packets vanish", () => {
    expect(causesOf(placed([at("192.0.2.1", "TIMED_OUT")]))).toEqual(["blackhole"]);
  });

  it("is no TLS at the very port that was tried", () => {
    const tls = { failure: "EPROTO" } as PlaceSaw["tls"];
    const evidence = new Evidence();
    const [place] = placed([at("192.0.2.1")]).places;
    const secure = { ...place, port: 8443, secure: true, tls } as PlaceSaw;
    evidence.add("reach", { ways: { direct: false, echo: false }, places: [secure] });
    const [finding] = judge(reachRules, evidence).findings;
    expect(finding?.experiment).toContain("openssl s_client -connect app.example:8443:");
  });

  it("is a blackhole for strangers when a public name also leads inside", () => {
    expect(causesOf(placed([at("192.0.2.1"), at("10.0.0.7")]))).toEqual(["blackhole"]);
    expect(causesOf(placed([at("10.0.0.7")]))).toEqual([]);
  });
});

function at(address: string, failure?: string): PlaceSaw["addresses"][number] {
  const family = address.includes(":") ? 6 : 4;
  return { address, family, ms: 1, ...(failure === undefined ? {} : { failure }) };
}

function placed(addresses: PlaceSaw["addresses"]): ReachSaw {
  const place = { host: "app.example", port: 80, secure: false, of: ["http", "ws"], lookupMs: 1 };
  return { ways: { direct: false, echo: false }, places: [{ ...place, addresses }] };
}

function causesOf(saw: ReachSaw): readonly string[] {
  const evidence = new Evidence();
  evidence.add("reach", saw);
  return judge(reachRules, evidence).findings.map(({ cause }) => cause);
}

function subjectAt(http: string): Subject {
  const ws = `${http.replace("http", "ws")}/ws`;
  return { contract: defaultContract, http, ws, remote: false, credentials: {} };
}

async function reachOf(http: string): Promise<ReachSaw> {
  await using lab = new Lab(subjectAt(http));
  return (await reach.run(lab, new Evidence())) as ReachSaw;
}

/** A port that was free a moment ago. */
async function closed(): Promise<{ readonly port: number }> {
  await using server = await listening(createServer());
  return { port: server.port };
}
