import { describe, expect, test } from "vitest";
import { resolveTarget, startedTarget } from "../../../src/harness/target/resolve.ts";
import { proves } from "../../catalogue/proves.ts";
import { blocked, embedded, resolving, resolvingUnprobed, settingsOf } from "./asked.ts";

const asked = { kind: "source", source: "embedded" } as const;

describe("the embedded backend", () => {
  test(
    "is chosen on a laptop when nothing was declared and nothing answers",
    proves("H27"),
    async () => {
      const { trail, warnings } = await embedded(resolving());
      expect(warnings).toEqual([]);
      expect(trail.at(-1)).toEqual({
        source: "embedded",
        via: "absence",
        state: "chosen",
        reason: "nothing was declared; it is started when it is needed",
        declared: false,
      });
    },
  );

  test.each([{ ci: true }, { strict: true }])(
    "is never a guess under %j",
    proves("H27"),
    async (mode) => {
      const result = await blocked(resolving(mode));
      expect(result.reason).toContain("no backend was found");
      expect(result.trail.at(-1)?.reason).toBe(
        "under CI and --strict it must be asked for (--target embedded)",
      );
      expect(result.advice.join("\n")).toContain("--target embedded");
      expect(result.advice.join("\n")).toContain("TEST_BACKEND_URL=<url>");
    },
  );

  test.each([{}, { ci: true }, { strict: true }, { environment: "production" }])(
    "is always allowed when it is asked for: %j",
    async (mode) => {
      const variables = { TEST_BACKEND_URL: "http://one.example", USE_STAGING_SERVICES: "true" };
      const { trail } = await embedded(resolving({ ...mode, target: asked, variables }));
      expect(trail.at(-1)).toMatchObject({ via: "option", state: "chosen" });
    },
  );

  test.each([
    ["TEST_WEBSOCKET_URL", { variables: { TEST_WEBSOCKET_URL: "ws://x.example" } }],
    ["STAGING_WS_URL", { variables: { STAGING_WS_URL: "wss://x.example" } }],
    ["DEV_BACKEND_URL", { variables: { DEV_BACKEND_URL: "http://x.example" } }],
    ["--ws-url", { wsUrl: "ws://x.example" }],
  ])("is no guess beside a lone %s", async (name, lone) => {
    const { trail } = await blocked(resolving(lone));
    expect(trail.at(-1)?.reason).toContain(`something was declared (${name}`);
  });

  test("blocks when it cannot be started here", async () => {
    const settings = settingsOf({ target: asked });
    const { reason } = await blocked(resolveTarget({ settings, probe: true, embedded: false }));
    expect(reason).toBe(
      "only embedded was asked for, and no embedded backend can be started from here",
    );
  });

  test("is found without probing only when it is asked for", async () => {
    expect(await resolvingUnprobed({ target: asked })).toMatchObject({ state: "embedded" });
    expect(await resolvingUnprobed()).toMatchObject({ target: { source: "default" } });
  });
});

describe("startedTarget", () => {
  test("completes the target with the URLs of what was started", async () => {
    const resolution = await embedded(resolving({ target: asked }));
    const identity = { service: "s", status: "healthy", reference: true };
    const target = startedTarget(resolution, { http: "http://127.0.0.1:4321/", identity });
    expect(target).toMatchObject({
      http: "http://127.0.0.1:4321",
      ws: "ws://127.0.0.1:4321/ws",
      source: "embedded",
      services: { auth: "http://127.0.0.1:4321" },
      identity,
      remote: false,
      fallback: false,
    });
    expect(target.trail.at(-1)).toMatchObject({ state: "chosen", url: "http://127.0.0.1:4321" });
  });
});
