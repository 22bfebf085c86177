import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { proves } from "../../catalogue/proves.ts";
import { contextOn, targetOf } from "./stage.ts";

describe("a context and its target", () => {
  test("nothing stands in for a backend that is gone", proves("H27"), async () => {
    const backend = await startBackend();
    await using context = contextOn(backend);
    await backend.stop();
    const gone = { networkCode: "ECONNREFUSED" };
    await expect(context.call("health")).rejects.toMatchObject(gone);
    await expect(context.connect({ retry: false })).rejects.toMatchObject({ handshake: gone });
    expect(await context.knock()).toMatchObject({ result: "failed", ...gone });
    expect(context.wireActivity()).toEqual({ bytesReceived: 0, messages: 0 });
  });

  test("what is offered is what the backend speaks, or what one says", proves("H28"), async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const { carriers, subprotocols } = context.contract.websocket;
    const [usual] = carriers;
    expect(subprotocols?.layouts).toContainEqual(usual?.kind === "subprotocol" && usual.offer);
    expect(await context.knock()).toMatchObject({
      result: "welcomed",
      offered: ["jwt-auth", "jwt.[redacted]"],
      selectedIsOffered: true,
    });
    const offer = ["bearer.{token|base64url}"];
    const { offered, selectedIsOffered } = await context.knock({ offer });
    expect({ offered, selectedIsOffered }).toEqual({
      offered: ["bearer.[redacted]"],
      selectedIsOffered: true,
    });
  });

  test(
    "each has ids and metadata of its own, and is what it was opened as",
    proves("H22", "H23"),
    async () => {
      await using backend = await startBackend();
      const checkIds = ["one", "two", "three"];
      const contexts = checkIds.map((checkId) =>
        contextOn(backend, { checkId, seed: 7, runId: "r" }),
      );
      expect(contexts.map(({ metadata }) => metadata)).toEqual(
        contexts.map(({ id: contextId, traceId }, n) => ({
          ...{ contextId, traceId, runId: "r", seed: 7, checkId: checkIds[n] },
        })),
      );
      const sessions = await Promise.all(contexts.map((context) => context.connect()));
      const ids = [
        ...contexts.flatMap(({ id, traceId }) => [id, traceId]),
        ...sessions.flatMap(({ threadId, connectionId, user }) => [
          threadId,
          connectionId,
          user?.id,
        ]),
      ];
      expect(new Set(ids).size).toBe(3 * 5);
      expect(ids).not.toContain(undefined);
      for (const context of contexts) await context[Symbol.asyncDispose]();
    },
  );

  test(
    "far away has at least the time of nearby, and more to start in",
    proves("H41"),
    async () => {
      await using backend = await startBackend();
      await using near = contextOn(backend);
      await using far = contextOn(backend, { target: { ...targetOf(backend), remote: true } });
      const waits = [
        "connectMs",
        "handshakeMs",
        "welcomeMs",
        "httpMs",
        "replyMs",
        "gapMs",
      ] as const;
      expect(waits.filter((wait) => far.limits[wait] < near.limits[wait])).toEqual([]);
      // What a cold start delays: the greeting, the first event and with them the whole run.
      for (const phase of ["welcomeMs", "firstEventMs", "completionMs"] as const) {
        expect(far.limits[phase], phase).toBeGreaterThan(near.limits[phase]);
      }
      for (const { firstEventMs, gapMs, completionMs } of [near.limits, far.limits]) {
        expect(completionMs).toBeGreaterThan(Math.max(firstEventMs, gapMs));
      }
    },
  );
});
