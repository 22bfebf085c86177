import { createServer } from "node:http";
import { createServer as createPlain, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import { investigate } from "../../../src/harness/diagnosis/investigation.ts";
import { Labs } from "../../../src/harness/diagnosis/labs.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { direct } from "../../../src/harness/diagnosis/probes/direct.ts";
import { echo } from "../../../src/harness/diagnosis/probes/echo.ts";
import { offers } from "../../../src/harness/diagnosis/probes/offers.ts";
import { plain } from "../../../src/harness/diagnosis/probes/plain.ts";
import { reach } from "../../../src/harness/diagnosis/probes/reach.ts";
import { bare, offer } from "../../../src/harness/diagnosis/probes/upgrades.ts";
import { acceptanceRules } from "../../../src/harness/diagnosis/rules/acceptance.ts";
import { negotiationRules } from "../../../src/harness/diagnosis/rules/negotiation.ts";
import { reachRules } from "../../../src/harness/diagnosis/rules/reach.ts";
import { refusedRules } from "../../../src/harness/diagnosis/rules/refused.ts";
import { unansweredRules } from "../../../src/harness/diagnosis/rules/unanswered.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { subjectOf } from "./lab-of.ts";
import { listening } from "./listening.ts";

const rules = [
  ...reachRules,
  ...unansweredRules,
  ...refusedRules,
  ...acceptanceRules,
  ...negotiationRules,
];

const probes = [reach, plain, bare, offer, offers, echo, direct] as readonly Probe[];

/** The default contract of a deployment that has no echo of headers. */
const mute = {
  ...defaultContract,
  http: { ...defaultContract.http, headerEcho: undefined },
} as unknown as Subject["contract"];

describe("a handshake that is as it should be", () => {
  it("is evidence of nothing", async () => {
    await using backend = await startFaulty([]);
    const diagnosis = await told(subjectOf(backend));
    expect(diagnosis).toMatchObject({ healthy: true, causes: [], symptoms: [], lockedOut: [] });
  });
});

describe("an offer that is not answered with a selection", () => {
  it("is the server's doing where an echo sees the offer", async () => {
    expect(await causeOf("handshake.selects-nothing")).toEqual({
      id: "never-negotiates",
      orElse: [],
    });
  });

  it.each([
    ["edge.strips-offer", "offer-stripped"],
    ["edge.strips-selection", "selection-stripped"],
  ])("is the edge's where an echo shows what is lost: %s", async (id, cause) => {
    expect(await causeOf(id)).toEqual({ id: cause, orElse: [] });
  });

  it("is told by who is greeted where nothing is echoed, with what else it may be", async () => {
    expect(await causeOf("edge.strips-offer", { contract: mute })).toEqual({
      id: "offer-stripped",
      orElse: ["never-negotiates"],
    });
    expect(await causeOf("edge.strips-selection", { contract: mute })).toEqual({
      id: "never-negotiates",
      orElse: ["selection-stripped"],
    });
  });

  it("is settled by the origin's own address", async () => {
    await using backend = await startFaulty([named("edge.strips-selection")]);
    const { origin } = backend;
    const inside = origin && { http: origin.url, ws: origin.wsUrl };
    const { causes } = await told(subjectOf(backend, { contract: mute, direct: inside }));
    expect(causes[0]).toMatchObject({ id: "selection-stripped", orElse: [] });
    expect(causes[0]?.evidence.map(({ probe }) => probe)).toContain("direct");
  });

  it("is a matter of revisions where others are answered with one", async () => {
    expect(await causeOf("edge.mixes-negotiations")).toMatchObject({ id: "mixed-revisions" });
  });
});

describe("an upgrade that is refused", () => {
  it("is seen as a plain GET where it is answered like one", async () => {
    expect(await causeOf("edge.strips-upgrade", { contract: mute })).toMatchObject({
      id: "upgrade-stripped",
    });
  });

  it("is seen as a plain GET where the application finds nothing for either", async () => {
    const application = createServer(({ url }, response) => {
      const status = url === "/health" ? 200 : 404;
      response.writeHead(status, { "content-type": "application/json", server: "own" }).end("{}");
    });
    await using at = await listening(application);
    const { causes } = await told(strangerAt(at.port));
    expect(causes[0]).toMatchObject({ id: "upgrade-stripped", orElse: ["wrong-path"] });
  });

  it("goes to the wrong place where somebody else finds nothing", async () => {
    const edge = createServer(({ url }, response) => {
      if (url === "/health") response.writeHead(200, { server: "own" }).end("{}");
      else response.writeHead(404, { server: "front" }).end("<h1>Not Found</h1>");
    });
    await using at = await listening(edge);
    expect((await told(strangerAt(at.port))).causes[0]?.id).toBe("wrong-path");
  });

  it("goes to the wrong place where a page is served and the application answers in data", async () => {
    const edge = createServer(({ url = "" }, response) => {
      const isPage = url.startsWith("/ws") && !url.includes("undeclared");
      const type = isPage ? "text/html" : "application/json";
      response.writeHead(/health|ws$/.test(url) ? 200 : 404, { "content-type": type });
      response.end(isPage ? "<title>App</title>" : "{}");
    });
    await using at = await listening(edge);
    const { causes } = await told(strangerAt(at.port));
    expect(causes[0]).toMatchObject({ id: "wrong-path", orElse: ["upgrade-stripped"] });
  });

  it("is refused by nobody at home where everything is", async () => {
    expect(await causeOf("edge.answers-502")).toMatchObject({ id: "nothing-listening" });
  });

  it("is refused for its offer where another offer is not", async () => {
    const diagnosis = await diagnosed("handshake.takes-short-offers-only");
    expect(diagnosis.causes[0]?.id).toBe("illegal-subprotocol");
    expect(diagnosis.causes[0]?.evidence[1]?.text).toContain("300 letters with 431");
  });

  it("is left to who asks about tokens where it may be the token", async () => {
    const server = createServer((_, response) => response.writeHead(200).end("{}"));
    server.on("upgrade", (_, socket) => {
      const server = "Server: Python/3.11 websockets/10.4";
      socket.end(
        `HTTP/1.1 403 Forbidden\r\n${server}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    });
    await using at = await listening(server);
    const { causes, healthy } = await told(strangerAt(at.port));
    expect({ causes, healthy }).toEqual({ causes: [], healthy: false });
  });
});

describe("an upgrade that is not answered", () => {
  it("is a network that moves nothing where plain requests are not answered, either", async () => {
    await using at = await listening(createPlain(() => {}));
    const { causes, probes: run } = await told(strangerAt(at.port));
    expect(causes.map(({ id }) => id)).toEqual(["half-open"]);
    expect(run.at(-1)?.name).toBe("plain");
  });

  it("is a front that reaches nobody where that is said after a longer wait", async () => {
    const front = createServer((_, response) => {
      setTimeout(() => response.writeHead(503).end("<h1>503</h1>"), 400);
    });
    await using at = await listening(front);
    const { causes } = await told(strangerAt(at.port));
    expect(causes[0]).toMatchObject({ id: "nothing-listening" });
    expect(causes[0]?.evidence[0]?.text).toContain("waited for longer, is answered with 503");
  });

  it("is HTTP/2 where frames of it come", async () => {
    const settings = Buffer.from("000000040000000000", "hex");
    await using at = await listening(createPlain((socket: Socket) => socket.end(settings)));
    expect((await told(strangerAt(at.port))).causes[0]?.id).toBe("http2-only");
  });
});

/** Short of patience: nothing here is far away. */
function strangerAt(port: number): Subject {
  const { limits } = mute;
  const local = { ...limits.local, handshakeMs: 200, httpMs: 200 };
  return {
    contract: { ...mute, limits: { ...limits, local } },
    http: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}/ws`,
    ...{ remote: false, credentials: {} },
  };
}

function named(id: string): Quirk {
  const found = faults.find((fault) => fault.id === id);
  if (found === undefined) throw new Error(`no fault is called ${id}`);
  return found;
}

async function causeOf(id: string, more: Partial<Subject> = {}): Promise<object> {
  const { causes } = await diagnosed(id, more);
  const [first] = causes;
  return { id: first?.id, orElse: first?.orElse };
}

async function diagnosed(id: string, more: Partial<Subject> = {}): Promise<Diagnosis> {
  await using backend = await startFaulty([named(id)]);
  return await told(subjectOf(backend, more));
}

async function told(subject: Subject): Promise<Diagnosis> {
  await using labs = new Labs(subject);
  const { http, ws } = subject;
  return await investigate(labs.carry, {
    ...{ probes, rules, target: { http, ws } },
    patience: { company: 6, companyMs: 400 },
  });
}
