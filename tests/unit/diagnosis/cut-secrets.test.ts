import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { defaultContract } from "../../../src/contract/default.ts";
import { rememberSecret } from "../../../src/ground/redact.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { askAny } from "../../../src/harness/diagnosis/probes/calls.ts";
import { hold } from "../../../src/harness/diagnosis/probes/hold.ts";
import { talk } from "../../../src/harness/diagnosis/probes/talk.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { subjectAt } from "./lab-of.ts";
import { listening } from "./listening.ts";

/** Opaque: nothing but its being known makes it a secret. */
const secret = "marjoram-77d1c0e94b2a";
const beginning = secret.slice(0, 8);

let forget = (): void => {};

beforeAll(() => {
  forget = rememberSecret(secret);
});

afterAll(() => forget());

describe("a secret where a probe cuts what a server says", () => {
  test("does not show its beginning in the body of an answer", async () => {
    const body = `${"x".repeat(188)}${secret}`;
    await using server = await listening(createServer((_, response) => response.end(body)));
    await using lab = new Lab(subjectAt(server.port, contractHere()));
    const { saw } = await askAny(lab, { name: "page", method: "GET", path: "/" });
    expect(saw.said).toContain("xxx");
    expect(saw.said).not.toContain(beginning);
  });

  test("does not show its beginning in what comes in place of an answer", async () => {
    const http = createServer();
    // Cut at 40 characters and at 80, it would show twelve and ten of its own.
    const text = `${"x".repeat(28)}${secret} ${"x".repeat(20)}${secret}`;
    new WebSocketServer({ server: http }).on("connection", (socket) => {
      socket.on("message", () => socket.send(text));
    });
    await using server = await listening(http);
    await using lab = new Lab(subjectAt(server.port, contractHere()));
    const [talked, held] = await Promise.all([
      talk.run(lab, new Evidence()),
      hold.run(lab, new Evidence()),
    ]);
    const told = JSON.stringify([talked, held]);
    expect(told).toContain("xxx");
    expect(told).not.toContain(beginning);
  });
});

/** Greets nobody, and takes whoever it is told of. */
function contractHere(): Subject["contract"] {
  const { welcome: _, ...websocket } = defaultContract.websocket;
  return { ...defaultContract, websocket };
}
