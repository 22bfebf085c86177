import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { KeyRules } from "../../../src/contract/keys/key-rules.ts";
import type { Backstage } from "../../../src/fixtures/backend/backstage.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { agreementOf } from "../../../src/harness/drift/agreement.ts";
import { compare, type Drift } from "../../../src/harness/drift/compare.ts";
import { Lag } from "../../../src/harness/drift/deployed/observed/lag.ts";
import { intervalOf } from "../../../src/harness/drift/deployed/observed/measurement.ts";
import { observe } from "../../../src/harness/drift/deployed/observed/observe.ts";
import { publishedSettings } from "../../../src/harness/drift/deployed/published.ts";
import { expectedSources } from "../../../src/harness/drift/expected.ts";
import { SettingSet } from "../../../src/harness/drift/setting-set.ts";
import { keys, observed, onlyValue, onWire, text } from "./observed-wire.ts";

const { heartbeatInterval, idleTimeout } = keys;
const duration = { kind: "duration" } as const;
/** Far more than anything here takes. */
const maxWaitMs = 20_000;

type Socket = Parameters<Backstage["desk"]["serve"]>[1];

/** Has something done to every socket that is let in. */
function served(act: (socket: Socket) => void) {
  return ({ desk }: Backstage): void => {
    const serve = desk.serve.bind(desk);
    desk.serve = (mode, socket, principal) => {
      serve(mode, socket, principal);
      act(socket);
    };
  };
}

/** Sends pings, and hangs up on whoever left one without a pong, where it is strict. */
function pings(everyMs: number, isStrict = false) {
  return served((socket) => {
    let isAnswered = true;
    const timer = setInterval(() => {
      if (isStrict && !isAnswered) socket.terminate();
      isAnswered = false;
      socket.ping("are you there");
    }, everyMs);
    socket.on("pong", (payload) => {
      isAnswered ||= String(payload) === "are you there";
    });
    socket.on("close", () => clearInterval(timer));
  });
}

describe("the heartbeat interval", () => {
  test("is the time between two heartbeats", async () => {
    await using backend = await startBackend({ heartbeatMs: 200 });
    const value = onlyValue(await observed(backend, { keys: { heartbeatInterval }, maxWaitMs }));
    expect(agreementOf(text("200ms"), value, duration)).toEqual({ kind: "same" });
    expect(agreementOf(text("15"), value, duration)).toEqual({ kind: "different" });
  });

  test("is the time between two pings where they are all there is", async () => {
    const { heartbeat: _, ...promises } = defaultContract.promises;
    await using backend = await startBackend({}, pings(200));
    const value = onlyValue(
      await observed(
        backend,
        { keys: { heartbeatInterval }, maxWaitMs },
        { contract: { ...defaultContract, promises } },
      ),
    );
    expect(agreementOf(text("200ms"), value, duration)).toEqual({ kind: "same" });
    expect(agreementOf(text("15"), value, duration)).toEqual({ kind: "different" });
  });

  test("is not that of the pings where heartbeats come as well", async () => {
    await using backend = await startBackend({ heartbeatMs: 400 }, pings(100));
    const value = onlyValue(await observed(backend, { keys: { heartbeatInterval }, maxWaitMs }));
    expect(agreementOf(text("400ms"), value, duration)).toEqual({ kind: "same" });
  });

  test("is unmeasured where nothing comes in time", async () => {
    await using backend = await startBackend();
    expect(await observed(backend, { keys: { heartbeatInterval }, maxWaitMs: 150 })).toEqual({
      source: { name: "measured on the wire", settings: [], isComplete: false },
      unmeasured: [
        {
          key: heartbeatInterval,
          because: "no heartbeat in 150 ms: a longer --max-wait waits for it",
        },
      ],
    });
  });

  test("is unmeasured where the session is over before the second heartbeat", async () => {
    await using backend = await startBackend({ heartbeatMs: 200, idleMs: 350 });
    const { unmeasured } = await observed(backend, { keys: { heartbeatInterval }, maxWaitMs });
    expect(unmeasured[0]?.because).toMatch(/^one heartbeat .*: the session was closed with 1000 /);
  });
});

describe("the idle timeout", () => {
  test("is how long a silent session is borne, whatever is sent on it meanwhile", async () => {
    await using backend = await startBackend({ heartbeatMs: 100, idleMs: 1_000 });
    const value = onlyValue(await observed(backend, { keys: { idleTimeout }, maxWaitMs }));
    expect(agreementOf(text("1s"), value, duration)).toEqual({ kind: "same" });
    expect(agreementOf(text("360"), value, duration)).toEqual({ kind: "different" });
    expect(agreementOf(text("100ms"), value, duration)).toEqual({ kind: "different" });
  });

  test("is not what a server bears without pongs", async () => {
    await using backend = await startBackend({ idleMs: 1_200 }, pings(400, true));
    const value = onlyValue(await observed(backend, { keys: { idleTimeout }, maxWaitMs }));
    expect(agreementOf(text("1200ms"), value, duration)).toEqual({ kind: "same" });
  });

  test("is at least as long as nothing happens, which decides of longer ones nothing", async () => {
    await using backend = await startBackend();
    const value = onlyValue(await observed(backend, { keys: { idleTimeout }, maxWaitMs: 300 }));
    expect(agreementOf(text("360"), value, duration).kind).toBe("incomparable");
    expect(agreementOf(text("100ms"), value, duration)).toEqual({ kind: "different" });
  });

  test("is unmeasured where the server ends sessions for another reason", async () => {
    await using backend = await startBackend(
      {},
      served((socket) => {
        socket.close(1012, "restarting");
      }),
    );
    const { unmeasured } = await observed(backend, { keys: { idleTimeout }, maxWaitMs });
    expect(unmeasured).toMatchObject([
      {
        key: idleTimeout,
        because: expect.stringMatching(/^the session was closed with 1012 after/),
      },
    ]);
  });
});

describe("what is measured", () => {
  test("is less exact by as much as the machine was late", async () => {
    using lag = new Lag(systemClock);
    // Nobody is served meanwhile.
    const untilMs = performance.now() + 150;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve));
    expect(lag.mostMs).toBeGreaterThan(100);
    const value = intervalOf(200, lag);
    expect(agreementOf(text("340ms"), value, duration)).toEqual({ kind: "same" });
    expect(agreementOf(text("340ms"), intervalOf(200, { mostMs: 0 }), duration)).toEqual({
      kind: "different",
    });
  });

  test("is unmeasured with the reason where no session is to be had", async () => {
    await using backend = await startBackend();
    const secret = new Secret("not the secret this backend signs with");
    const { unmeasured } = await observed(
      backend,
      { keys: { heartbeatInterval, idleTimeout, maxMessageSize: "size" }, maxWaitMs },
      { secret },
    );
    expect(unmeasured).toMatchObject([
      { key: heartbeatInterval, because: "no session: closed with 1008" },
      { key: idleTimeout, because: "no session: closed with 1008" },
      { key: "size", because: expect.stringContaining("no session: closed with 1008") },
    ]);
  });

  test("is told when it begins and what came of it", async () => {
    await using backend = await startBackend({ idleMs: 100 });
    const steps: string[] = [];
    await observed(backend, {
      ...{ keys: { idleTimeout }, maxWaitMs },
      onStep: ({ key, text: said }) => steps.push(`${key}: ${said}`),
    });
    expect(steps).toEqual([
      "websocket_connection_timeout: silent until the server hangs up",
      expect.stringMatching(/^websocket_connection_timeout: ≈ .*s \(measured\)$/),
    ]);
  });

  test("is called off with the wire", async () => {
    await using backend = await startBackend();
    const controller = new AbortController();
    const begun = observed(
      backend,
      { keys, maxWaitMs, onStep: () => controller.abort(new Error("called off")) },
      { signal: controller.signal },
    );
    await expect(begun).rejects.toThrow("called off");
  });

  test("contradicts what is published, where the server does otherwise", async () => {
    await using backend = await startBackend({ idleMs: 300 });
    expect(await driftOf(backend)).toMatchObject({
      ...{ state: "different", severity: "critical", expected: "360", deployed: "360" },
      note: expect.stringMatching(/^measured on the wire says ≈ .*s \(measured\)$/),
    });
  });

  test("contradicts nothing where it fits what is published", async () => {
    const settings = { websocket_connection_timeout: "600ms" };
    await using backend = await startBackend({ idleMs: 600, settings });
    const drift = await driftOf(backend);
    expect(drift).toMatchObject({ expected: "360", deployed: "600ms" });
    expect(drift).not.toHaveProperty("note");
  });

  test("stands for what nobody publishes", async () => {
    await using backend = await startBackend({ idleMs: 300 });
    expect(await driftOf(backend, false)).toMatchObject({
      ...{ state: "different", expected: "360", deployedFrom: { file: "measured on the wire" } },
      deployed: expect.stringMatching(/^≈ .*s \(measured\)$/),
    });
  });
});

/** How the idle timeout differs from what the contract wants, by what is measured and what is published. */
async function driftOf(backend: Backend, isPublished = true): Promise<Drift | undefined> {
  const rules = new KeyRules(defaultContract);
  const planned = expectedSources(defaultContract, [], { folder: "/", names: [], env: {} });
  return await onWire(backend, async (place) => {
    const { source } = await observe(place, { keys: { idleTimeout }, maxWaitMs });
    const said = await publishedSettings(defaultContract, { wire: place.wire, isScaled: true });
    const { drift } = compare(
      {
        expected: new SettingSet(planned, rules),
        deployed: new SettingSet([source, ...(isPublished ? said : [])], rules),
      },
      { rules, known: [], today: "2026-11-22" },
    );
    return drift.find(({ key }) => key === idleTimeout);
  });
}
