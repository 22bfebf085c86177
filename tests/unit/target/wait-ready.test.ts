import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { resolveWhenReady, SearchInterrupted } from "../../../src/harness/target/wait-ready.ts";
import { proves } from "../../catalogue/proves.ts";
import { blocked, found, settingsOf } from "./asked.ts";
import { composed, engineThat, published } from "./containers/engine-server.ts";
import { answering, deadUrl, healthy, type Loopback, serving, silent } from "./loopback.ts";
import { passTime, waiting } from "./waiting.ts";

/** A backend that says these statuses one after the other, and the last one for good. */
function startingUp(...statuses: readonly string[]): Promise<Loopback> {
  let asked = 0;
  return serving((_, response) => {
    const status = statuses[Math.min(asked++, statuses.length - 1)];
    response.writeHead(status === "healthy" ? 200 : 503, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...healthy, status }));
  });
}

describe("--wait-ready", () => {
  test("takes the declared backend once it is healthy", async () => {
    await using backend = await startingUp("starting", "starting", "healthy");
    const wait = waiting({ variables: { BACKEND_URL: backend.url } });
    await passTime(wait);
    const target = await found(wait.outcome);
    expect(target).toMatchObject({ http: backend.url, fallback: false, warnings: [] });
    expect(backend.asked).toHaveLength(3);
    expect(wait.clock.pending).toBe(0);
  });

  test("does not wait when the backend is up, nor when nobody asked to", async () => {
    await using backend = await answering();
    const variables = { BACKEND_URL: backend.url };
    const up = waiting({ variables });
    expect((await found(up.outcome)).http).toBe(backend.url);
    expect(up.said).toEqual([]);
    const settings = settingsOf({ ci: true, variables: { BACKEND_URL: deadUrl } });
    const asked = await blocked(resolveWhenReady({ settings, probe: true, embedded: true }));
    expect(asked.neverReady).toBeUndefined();
  });

  test(
    "ends as never ready, with every reason and how often it was seen",
    proves("H40"),
    async () => {
      await using backend = await startingUp("starting", "warming", "starting");
      const wait = waiting({ variables: { BACKEND_URL: backend.url } });
      await passTime(wait);
      const { neverReady, reason } = await blocked(wait.outcome);
      const starting = `BACKEND_URL (${backend.url}): unhealthy: it says "starting" (HTTP 503)`;
      const warming = `BACKEND_URL (${backend.url}): unhealthy: it says "warming" (HTTP 503)`;
      const attempts = neverReady?.attempts ?? 0;
      expect(neverReady).toEqual({
        waitedMs: 30_000,
        attempts: backend.asked.length,
        reasons: [
          { reason: starting, count: attempts - 1 },
          { reason: warming, count: 1 },
        ],
      });
      expect(reason).toBe(
        `never ready within 30 s; ${starting} (${attempts - 1} of ${attempts} attempts); ` +
          `${warming} (1 of ${attempts} attempts)`,
      );
    },
  );

  test("asks at growing, bounded distances", proves("X05"), async () => {
    const wait = waiting({ variables: { BACKEND_URL: deadUrl } });
    await passTime(wait);
    const { neverReady } = await blocked(wait.outcome);
    // 250 ms and half as much again each time, at most 2 s: 20 questions in half a minute.
    expect(neverReady?.attempts).toBe(20);
  });

  test("says why after each attempt and each second", proves("D17"), async () => {
    const wait = waiting({ variables: { BACKEND_URL: deadUrl } });
    await passTime(wait);
    await wait.outcome;
    const seconds = wait.said.filter(({ waitedMs }) => waitedMs % 1_000 === 0 && waitedMs > 0);
    expect(new Set(seconds.map(({ waitedMs }) => waitedMs)).size).toBeGreaterThanOrEqual(29);
    expect(wait.said[0]).toEqual({
      waitedMs: 0,
      limitMs: 30_000,
      attempts: 1,
      reason: `BACKEND_URL (${deadUrl}): connection refused (ECONNREFUSED)`,
    });
  });

  test("says something while the first answer hangs", async () => {
    await using hanging = await silent();
    const stop = new AbortController();
    const variables = { BACKEND_URL: hanging.url };
    const wait = waiting({ variables }, { signal: stop.signal });
    await hanging.connected;
    wait.clock.advance(1_000);
    expect(wait.said[0]).toMatchObject({
      attempts: 0,
      reason: "the first answer is still awaited",
    });
    stop.abort();
    await expect(wait.outcome).rejects.toThrow("Interrupted");
  });

  test("ends at once when somebody else answers", async () => {
    await using other = await answering({ service: "billing", status: "healthy" });
    const wait = waiting({ variables: { BACKEND_URL: other.url } });
    const { reason, neverReady } = await blocked(wait.outcome);
    expect(reason).toContain('it is "billing", not "netra-ai-platform"');
    expect(neverReady).toBeUndefined();
    expect(other.asked).toHaveLength(1);
  });

  test("lets nothing stand in while it waits, not even on a laptop", async () => {
    await using weaker = await answering();
    const variables = { TEST_BACKEND_URL: deadUrl, BACKEND_URL: weaker.url };
    const wait = waiting({ variables });
    await passTime(wait);
    expect((await blocked(wait.outcome)).reason).toContain("never ready within 30 s");
    expect(weaker.asked).toEqual([]);
  });

  test("lets another backend stand in afterwards when that is allowed, as a fallback", async () => {
    await using weaker = await answering();
    const variables = { TEST_BACKEND_URL: deadUrl, BACKEND_URL: weaker.url };
    const wait = waiting({ variables, allowFallback: true, ci: true });
    await passTime(wait);
    const target = await found(wait.outcome);
    expect(target).toMatchObject({ http: weaker.url, fallback: true });
    expect(target.warnings[0]).toContain("never ready within 30 s");
  });

  test("waits for the default when nothing was declared, instead of starting embedded", async () => {
    await using backend = await startingUp("starting", "healthy");
    const wait = waiting({ defaultUrl: backend.url });
    await passTime(wait);
    expect(await found(wait.outcome)).toMatchObject({ source: "default", http: backend.url });
    const vain = waiting({});
    await passTime(vain);
    const { trail } = await blocked(vain.outcome);
    expect(trail.at(-1)).toMatchObject({
      source: "embedded",
      state: "passed-over",
      reason: "--wait-ready waits for a backend",
    });
  });

  test("finds a container that starts meanwhile", async () => {
    await using backend = await answering();
    const container = { Id: "1", Names: ["/backend"], ...composed("backend") };
    let listed = 0;
    await using engine = await engineThat((request, response) => {
      if (request.url !== "/containers/json?all=1") return response.end("{}");
      const up = { ...container, State: "running", ...published(backend.port) };
      const down = { ...container, State: "created", Ports: [] };
      return response.end(JSON.stringify([listed++ < 2 ? down : up]));
    });
    const wait = waiting({ target: { kind: "source", source: "docker" }, machine: engine.machine });
    await passTime(wait);
    expect(await found(wait.outcome)).toMatchObject({ source: "docker", http: backend.localhost });
    expect(wait.said[0]?.reason).toContain("backend");
  });

  test("does not wait for the embedded backend that was asked for", async () => {
    const wait = waiting({ target: { kind: "source", source: "embedded" } });
    expect(await wait.outcome).toMatchObject({ state: "embedded" });
    expect(wait.said).toEqual([]);
  });

  test("reads malformed input before the first pause", async () => {
    const wait = waiting({ variables: { BACKEND_URL: "localhost:8000" } });
    await expect(wait.outcome).rejects.toBeInstanceOf(ConfigurationError);
  });

  test("does not go with not asking", async () => {
    const wait = waiting({}, { probe: false });
    await expect(wait.outcome).rejects.toThrow(/--wait-ready asks who answers/);
  });

  test("is interrupted in a pause and in the middle of a question", proves("D17"), async () => {
    const stop = new AbortController();
    const pausing = waiting({ variables: { BACKEND_URL: deadUrl } }, { signal: stop.signal });
    await pausing.clock.armed(250);
    await using hanging = await silent();
    const asking = waiting({ variables: { BACKEND_URL: hanging.url } }, { signal: stop.signal });
    await hanging.connected;
    stop.abort();
    for (const { outcome, clock } of [pausing, asking]) {
      await expect(outcome).rejects.toBeInstanceOf(SearchInterrupted);
      await expect(outcome).rejects.toMatchObject({ exitCode: 130 });
      expect(clock.pending).toBe(0);
    }
  });
});
