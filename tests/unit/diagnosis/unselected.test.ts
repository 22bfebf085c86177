import { createServer, type IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { type ServerOptions, WebSocketServer } from "ws";
import { defaultContract } from "../../../src/contract/default.ts";
import { Evidence, type NotRun } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { direct } from "../../../src/harness/diagnosis/probes/direct.ts";
import { offers } from "../../../src/harness/diagnosis/probes/offers.ts";
import { reach } from "../../../src/harness/diagnosis/probes/reach.ts";
import { bare, offer } from "../../../src/harness/diagnosis/probes/upgrades.ts";
import { negotiationRules } from "../../../src/harness/diagnosis/rules/negotiation.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { subjectAt } from "./lab-of.ts";
import { listening } from "./listening.ts";

const arrives = /is not treated as who brings none: it arrives/;

/** Looks at the offer as `ws` does unless told otherwise, and selects nothing. */
const silent: ServerOptions = { handleProtocols: () => false };

/** The same, with a door: without an offer there is no token, either. */
const strict: ServerOptions = {
  ...silent,
  verifyClient: ({ req }: { readonly req: IncomingMessage }) =>
    req.headers["sec-websocket-protocol"] !== undefined,
};

describe("an offer that is not answered with a selection", () => {
  test("may be lost or not where strangers are let in as well", async () => {
    await using server = await serving(silent);
    const [finding] = await judged(subjectAt(server.port, contractHere()));
    expect(finding?.others).toEqual(["offer-stripped", "selection-stripped"]);
    expect(finding?.confidence).toBeLessThan(0.85);
    expect(textOf(finding)).not.toMatch(arrives);
  });

  test("arrives where those without a token are shut out", async () => {
    await using server = await serving(strict);
    const [finding] = await judged(subjectAt(server.port, contractHere()));
    expect(finding).toMatchObject({ cause: "never-negotiates", others: ["selection-stripped"] });
    expect(textOf(finding)).toMatch(arrives);
  });

  test("is lost on either way where the origin selects and lets strangers in", async () => {
    await using server = await serving(silent);
    await using origin = await serving({});
    const { http, ws } = subjectAt(origin.port, contractHere());
    const [finding] = await judged({
      ...subjectAt(server.port, contractHere()),
      direct: { http, ws },
    });
    expect(finding).toMatchObject({ cause: "selection-stripped", others: ["offer-stripped"] });
    expect(finding?.confidence).toBeLessThan(0.85);
    expect(textOf(finding)).not.toMatch(arrives);
  });

  test("is lost on the way back where the origin selects and shuts strangers out", async () => {
    await using server = await serving(strict);
    await using origin = await serving({});
    const { http, ws } = subjectAt(origin.port, contractHere());
    const [finding] = await judged({
      ...subjectAt(server.port, contractHere()),
      direct: { http, ws },
    });
    expect(finding).toMatchObject({ cause: "selection-stripped", confidence: 0.93 });
    expect(finding?.others).toBeUndefined();
  });
});

async function serving(options: ServerOptions) {
  const http = createServer((_, response) => response.end("{}"));
  new WebSocketServer({ server: http, ...options });
  return await listening(http);
}

function textOf(finding: Finding | undefined): string {
  return (finding?.evidence ?? []).map(({ text }) => text).join("\n");
}

/** A deployment without an echo of headers. */
function contractHere(): Subject["contract"] {
  const { headerEcho: _, ...http } = defaultContract.http;
  return { ...defaultContract, http };
}

async function judged(subject: Subject): Promise<readonly Finding[]> {
  await using lab = new Lab(subject);
  const evidence = new Evidence();
  for (const probe of [reach, bare, offer, offers, direct] as readonly Probe[]) {
    evidence.add(probe.name, (await probe.run(lab, evidence)) as NotRun);
  }
  return judge(negotiationRules, evidence).findings;
}
