import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import {
  awaitRollout,
  type RolloutQuestion,
} from "../../../src/harness/drift/census/await-rollout.ts";
import { healthy, type Loopback, serving } from "../target/loopback.ts";
import { type PlaceOptions, placeOf } from "./census-place.ts";
import { HurriedClock, pauseMs } from "./hurried-clock.ts";

const expected = healthy.deployment.revision;

describe("a wait for a rollout", () => {
  test("is over when its time is, though no upgrade is ever answered", async () => {
    await using backend = await answeringUpgrades("never");
    const startMs = performance.now();
    const rollout = await awaiting(backend, { connections: 29, withinMs: 1_300 });
    expect(performance.now() - startMs).toBeLessThan(3_000);
    expect(rollout).toMatchObject({ isDone: false, isCut: true, verdict: { state: "one-way" } });
    expect(rollout.steps.at(-1)).toMatch(
      /by nobody \(no answer in time\) over WebSocket; then the time is over$/,
    );
  });

  test("is over when its time is, though nobody can be had to connect as", async () => {
    await using backend = await answeringUpgrades("never", { register: "never" });
    const startMs = performance.now();
    const { steps, isDone } = await awaiting(
      backend,
      { connections: 5, withinMs: 300 },
      { registers: true },
    );
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect([isDone, steps]).toEqual([false, [expect.stringContaining("that took longer than")]]);
  });

  test("takes one census of what is bad and stays so, and another one at the end", async () => {
    await using backend = await answeringUpgrades("refused");
    const clock = new HurriedClock();
    const { steps, looks } = await awaiting(
      backend,
      { connections: 6, withinMs: 10 * pauseMs },
      { clock },
    );
    const sizes = steps.map((step) => / of (\d+) answered/.exec(step)?.[1]);
    const [first, ...more] = sizes;
    expect([first, sizes.at(-1)]).toEqual(["6", "6"]);
    expect(more.filter((size) => size === "6").length).toBeLessThanOrEqual(3);
    expect(more.filter((size) => size === "5").length).toBeGreaterThanOrEqual(8);
    expect(looks).toBe(sizes.length + 1);
  });

  test.each([
    ["everybody is turned away", {}],
    ["nobody can log in with one", { login: 503 }],
  ])("leaves at most a handful of accounts behind where %s", async (_, doors) => {
    await using backend = await answeringUpgrades("refused", doors);
    const question = { connections: 1, withinMs: 40 * minuteMs, pauseMs: minuteMs };
    const clock = new HurriedClock({ longestPauseMs: minuteMs });
    const { looks } = await awaiting(backend, question, { clock, registers: true });
    expect(looks).toBeGreaterThan(30);
    expect(backend.asked.filter((path) => path.includes("register"))).toHaveLength(5);
  });
});

const minuteMs = 60_000;

interface Doors {
  readonly register?: "never";
  /** Status of every login. */
  readonly login?: number;
}

/** A healthy backend whose WebSockets are answered like this. */
function answeringUpgrades(how: "never" | "refused", { register, login }: Doors = {}) {
  // Undefined where nobody ever answers.
  const answerTo = (url: string): readonly [number, unknown] | undefined => {
    if (/register/.test(url)) return register === "never" ? undefined : [201, someone];
    return /login/.test(url) ? [login ?? 200, someone] : [200, healthy];
  };
  return serving(({ url = "", headers }, response) => {
    const refusal = how === "refused" ? ([403, { detail: "not you" }] as const) : undefined;
    const answer = headers.upgrade === undefined ? answerTo(url) : refusal;
    if (answer === undefined) return;
    response.writeHead(answer[0], { "content-type": "application/json" });
    response.end(JSON.stringify(answer[1]));
  });
}

const claims = Buffer.from(JSON.stringify({ sub: "u1", exp: 4_000_000_000 })).toString("base64url");
const someone = {
  ...{ access_token: `eyJhbGciOiJIUzI1NiJ9.${claims}.c2ln`, refresh_token: "r", id: "u1" },
  ...{ user_id: "u1", user: { id: "u1", email: "u1@example.com" }, token_type: "bearer" },
};

async function awaiting(
  { url }: Loopback,
  question: Omit<RolloutQuestion, "expected" | "onStep">,
  options: PlaceOptions = {},
) {
  const at = { url, wsUrl: `${url.replace("http", "ws")}/ws`, secret: new Secret("s".repeat(48)) };
  await using place = placeOf(at, options);
  const steps: string[] = [];
  const rollout = await awaitRollout(place, {
    ...{ pauseMs, expected, ...question },
    onStep: (step) => void steps.push(step),
  });
  return { ...rollout, steps };
}
