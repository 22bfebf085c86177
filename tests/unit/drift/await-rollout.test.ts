import { randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import type { BackendOptions } from "../../../src/fixtures/backend/index.ts";
import { type Quirk, quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { awaitRollout } from "../../../src/harness/drift/census/await-rollout.ts";
import { placeOf } from "./census-place.ts";
import { HurriedClock, pauseMs } from "./hurried-clock.ts";

/** Behind an edge, half of everything goes to another revision. */
const halfway = quirk({
  id: "unusual.halfway",
  title: "is half rolled out",
  edge: { secondShare: 0.5 },
  second: quirk({ id: "unusual.r2", title: "is the next revision", options: { revision: "r2" } }),
});

describe("waiting for a rollout", () => {
  test("ends with the census in which the expected revision answers everything", async () => {
    const deployment = await Deployment.start({ revision: "r1" });
    await using place = placeOf(deployment, { clock: new HurriedClock() });
    const steps: string[] = [];
    const changes = [
      () => deployment.become({ revision: "r1" }, [halfway]),
      () => deployment.stop(),
      () => deployment.become({ revision: "r2" }),
    ];
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 8, withinMs: 600_000, pauseMs },
      async onStep(step) {
        steps.push(step.replace(/^\d+ s: /, ""));
        await changes.shift()?.();
      },
    });
    expect(steps).toEqual([
      "5 of 5 answered by r1 over HTTP; 5 of 5 answered by r1 over WebSocket",
      expect.stringMatching(
        /^\d of 8 answered by r\d, \d by r\d over HTTP; \d of 8 answered by r\d, \d by r\d over WebSocket$/,
      ),
      "nobody answers (ECONNREFUSED)",
      "8 of 8 answered by r2 over HTTP; 8 of 8 answered by r2 over WebSocket",
    ]);
    expect(rollout).toMatchObject({
      isDone: true,
      verdict: { state: "as-expected", http: { asked: 8 }, ws: { asked: 8 } },
    });
    expect(rollout.waitedMs).toBeGreaterThanOrEqual(3 * pauseMs);
  });

  test("believes no few connections: a full census is what ends it", async () => {
    const deployment = await Deployment.start({ revision: "r2" });
    await using place = placeOf(deployment, { clock: new HurriedClock() });
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 12, withinMs: 600_000, pauseMs },
    });
    expect(rollout).toMatchObject({ isDone: true, looks: 2, verdict: { http: { asked: 12 } } });
  });

  test("ends in vain when the time is over, with a full census of what answers then", async () => {
    const deployment = await Deployment.start({ revision: "r1" });
    await using place = placeOf(deployment, { clock: new HurriedClock() });
    const steps: string[] = [];
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 8, withinMs: 3 * pauseMs - 1_000, pauseMs },
      onStep: (step) => void steps.push(step),
    });
    expect(rollout).toMatchObject({
      isDone: false,
      verdict: { state: "pinned", http: { asked: 8 }, ws: { asked: 8 } },
    });
    // For less than a census takes, nobody is waited for.
    expect(rollout.waitedMs).toBeGreaterThan(2 * pauseMs);
    expect(rollout.waitedMs).toBeLessThan(3 * pauseMs);
    expect(steps.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    {
      share: 1,
      first: /\d of 6 answered by r2 over HTTP; 6 of 6 answered by nobody \(403\) over W/,
    },
    {
      share: 0.5,
      first: /; \d of 6 answered by (?:r2|nobody \(403\)), \d by \S+(?: \(403\))? over W/,
    },
  ])("goes on while a share of $share of the sockets fails", async ({ share, first }) => {
    const deployment = await Deployment.start({ revision: "r2" }, [refusing(share)]);
    await using place = placeOf(deployment, { clock: new HurriedClock() });
    const steps: string[] = [];
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 6, withinMs: 600_000, pauseMs },
      async onStep(step) {
        steps.push(step);
        if (steps.length === 1) await deployment.become({ revision: "r2" });
      },
    });
    expect(steps[0]).toMatch(first);
    expect([rollout.isDone, steps.length]).toEqual([true, 2]);
  });

  test("ends as expected, and not done, where some fail until the time is over", async () => {
    const deployment = await Deployment.start({ revision: "r2" }, [refusing(0.5)]);
    await using place = placeOf(deployment, { clock: new HurriedClock() });
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 12, withinMs: 3 * pauseMs, pauseMs },
    });
    expect(rollout).toMatchObject({ isDone: false, isCut: false });
    expect(rollout.verdict).toMatchObject({
      ...{ state: "as-expected", http: { asked: 12 }, ws: { asked: 12 } },
      because: expect.stringMatching(/; \d+ of 24 connections failed$/),
    });
  });

  test("finds somebody new to connect as where the next build does not know the old one", async () => {
    const deployment = await Deployment.start({ revision: "r1" });
    await using place = placeOf(deployment, { clock: new HurriedClock(), registers: true });
    const steps: string[] = [];
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 6, withinMs: 600_000, pauseMs },
      async onStep(step) {
        steps.push(step);
        if (steps.length === 1) await deployment.become({ revision: "r2", secret: newSecret() });
      },
    });
    // With whom it let in before, it would turn every socket away: for ever, as nobody else comes.
    expect(steps.at(-1)).toMatch(
      /: 6 of 6 answered by r2 .* 6 of 6 answered by r2 over WebSocket$/,
    );
    expect(rollout.isDone).toBe(true);
  });

  test("waits for somebody to connect as where nobody can register yet", async () => {
    const deployment = await Deployment.start({ revision: "r2" });
    await using place = placeOf(deployment, { clock: new HurriedClock(), registers: true });
    await deployment.stop();
    const steps: string[] = [];
    const rollout = await awaitRollout(place, {
      ...{ expected: "r2", connections: 6, withinMs: 600_000, pauseMs },
      async onStep(step) {
        steps.push(step);
        if (steps.length === 1) await deployment.become({ revision: "r2" });
      },
    });
    expect(steps[0]).toMatch(/nobody could be had to connect as: .*ECONNREFUSED/);
    expect(rollout.isDone).toBe(true);
  });

  test("ends at once when it is called off, in a pause as well", async () => {
    const deployment = await Deployment.start({ revision: "r1" });
    const stop = new AbortController();
    // A clock that never gets anywhere: only the signal can end the pause.
    const clock = new HurriedClock({ stands: true });
    await using place = placeOf(deployment, { clock, signal: stop.signal });
    clock.onPause = () => stop.abort(new Error("called off"));
    const waiting = awaitRollout(place, {
      ...{ expected: "r2", connections: 6, withinMs: 600_000, pauseMs },
    });
    await expect(waiting).rejects.toThrow("called off");
  });
});

/** Of the same revision, and some of its instances refuse every upgrade. */
function refusing(share: number): Quirk {
  const [forbidden] = faults.filter(({ id }) => id === "handshake.is-forbidden");
  if (forbidden === undefined) throw new Error("there is no such fault");
  return quirk({
    id: "unusual.refusing",
    title: "refuses some upgrades",
    edge: { to: "upgrades", secondShare: share },
    second: forbidden,
  });
}

function newSecret(): Secret {
  return new Secret(randomBytes(48).toString("base64url"));
}

/** A deployment that is replaced where it stands: the same port, other builds. */
class Deployment {
  readonly url: string;
  readonly wsUrl: string;
  readonly secret: Secret;
  readonly #port: number;
  #running: Awaited<ReturnType<typeof startFaulty>> | undefined;

  private constructor(running: Awaited<ReturnType<typeof startFaulty>>) {
    this.#running = running;
    this.#port = running.port;
    this.url = running.url;
    this.wsUrl = running.wsUrl;
    this.secret = running.secret;
  }

  static async start(options: BackendOptions, quirks: readonly Quirk[] = []): Promise<Deployment> {
    const deployment = new Deployment(await startFaulty(quirks, options));
    onTestFinished(() => deployment.stop());
    return deployment;
  }

  async become(options: BackendOptions, quirks: readonly Quirk[] = []): Promise<void> {
    await this.stop();
    this.#running = await startFaulty(quirks, {
      ...{ secret: this.secret, port: this.#port, ...options },
    });
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }
}
