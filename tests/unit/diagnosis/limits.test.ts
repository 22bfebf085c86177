import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { Evidence, isNotRun } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { AllowanceSaw } from "../../../src/harness/diagnosis/probes/allowance-saw.ts";
import { front as frontProbe } from "../../../src/harness/diagnosis/probes/front.ts";
import { call, causesFor, front } from "./http-values.ts";
import { listening } from "./listening.ts";

describe("a limit that strikes strangers", () => {
  test("is an edge that refuses when less was asked than is promised", () => {
    const limited = call("/c", { status: 429, ok: false });
    const saw = front({ open: [call("/a"), call("/b"), limited], again: [limited] });
    const put = { promised: 60, sent: 5 };
    expect(causesFor({ front: { ...saw, limit: put } })).toEqual(["edge-refuses"]);
    const unlimited = { promised: "unlimited", sent: 500 } as const;
    expect(causesFor({ front: { ...saw, limit: unlimited } })).toEqual(["edge-refuses"]);
  });

  test("is kept when more was asked than is promised, or nothing is", () => {
    const limited = call("/c", { status: 429, ok: false });
    const saw = front({ open: [call("/a"), call("/b"), limited], again: [limited] });
    expect(causesFor({ front: { ...saw, limit: { promised: 60, sent: 61 } } })).toEqual([]);
    expect(causesFor({ front: saw })).toEqual([]);
  });

  test("is seen with how many requests had been sent by then", async () => {
    let asked = 0;
    await using server = await listening(
      createServer((_, response) => {
        asked += 1;
        response.writeHead(asked > 10 ? 429 : 200).end("{}");
      }),
    );
    const http = `http://127.0.0.1:${server.port}`;
    await using lab = new Lab({
      ...{ contract: defaultContract, http, ws: "ws://127.0.0.1/ws", remote: false },
      credentials: {},
    });
    const saw = await frontProbe.run(lab, new Evidence());
    if (isNotRun(saw)) throw new Error(saw.notRun);
    expect(saw.limit?.promised).toBe(300);
    expect(saw.limit?.sent).toBeGreaterThan(9);
    expect(saw.limit?.sent).toBeLessThan(40);
  });
});

describe("a limit that strikes users", () => {
  test("is put off too early only where no user asked more than is promised", () => {
    const calls = [call("/a"), call("/b"), call("/c", { status: 429, ok: false })];
    const tour = { calls, remarks: [], users: 2 };
    const limited = (sent: number) => ({ ...tour, limit: { promised: 60, sent } });
    expect(causesFor({ front: front(), tour: limited(20) })).toEqual(["saturation"]);
    expect(causesFor({ front: front(), tour: limited(61) })).toEqual([]);
    expect(causesFor({ front: front(), tour })).toEqual([]);
  });
});

describe("what one user may ask", () => {
  const limit = call("/me", { status: 429, ok: false });
  const saw: AllowanceSaw = {
    ...{ promised: 60, sent: 64, admitted: 61, tookMs: 300, refused: limit, waitSeconds: 1 },
    ...{ neighbour: call("/me"), afterwards: call("/me") },
  };

  test("is as promised", () => {
    expect(causesFor({ front: front(), allowance: saw })).toEqual([]);
  });

  test("is wrong when a neighbour is put off, nobody is, or it never ends", () => {
    const shared = { ...saw, neighbour: limit };
    const forEver = { ...saw, afterwards: limit };
    const { refused: _, ...none } = { ...saw, sent: 100, admitted: 100 };
    expect(causesFor({ front: front(), allowance: shared })).toEqual(["saturation"]);
    expect(causesFor({ front: front(), allowance: forEver })).toEqual(["saturation"]);
    expect(causesFor({ front: front(), allowance: none })).toEqual(["manners-missing"]);
  });
});
