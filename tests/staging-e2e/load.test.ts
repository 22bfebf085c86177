import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { User } from "../../src/harness/wire/user/user.ts";
import { percentiles } from "./percentiles.ts";
import { tally } from "./tally.ts";

const phase = "staging-e2e";
const journey = "load";
const alone = true;
const tags = ["load"];

test(
  "serves many users at once, every request of each, with what is theirs",
  check({
    id: "load.serves-many-users",
    suspects: ["saturation", "data-lost"],
    rows: ["L01", "I01"],
    ...{ phase, journey, alone, tags },
    needs: ["backend"],
    capabilities: ["many-users", "operation.createThread", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const { users: count, requestsPerUser } = context.contract.load;
    const owners = await ownersOf(context, count);
    const { share, failures, complaint } = await tally(count * requestsPerUser, async (n) => {
      const { user, threadId } = owners[n % count] ?? {};
      const answer = await context.call("listThreads", {}, { user: user ?? null });
      const seen = owners.filter((owner) => answer.text.includes(owner.threadId));
      const isOwn = seen.length === 1 && seen[0]?.threadId === threadId;
      return answer.ok && isOwn ? undefined : `saw ${seen.length} threads: ${answer.said}`;
    });
    context.figure("requests of many users answered", 100 * share, "%");
    expect(failures.length, complaint).toBe(0);
  },
);

test(
  "answers most of several requests made at once",
  check({
    id: "load.answers-parallel-requests",
    suspects: ["saturation"],
    rows: ["L02"],
    ...{ phase, journey, alone, tags },
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.readThread.threadId",
      "operation.readThread.title",
    ],
  }),
  async ({ context, expect }) => {
    const { requests, requestShare } = context.contract.load;
    const user = await context.user();
    const { threadId, canary } = await context.questionInNewThread(user);
    const { share, complaint } = await tally(requests, () =>
      reading(context, { user, threadId, canary }),
    );
    context.figure("parallel requests answered", 100 * share, "%");
    expect(share, complaint).toBeGreaterThanOrEqual(requestShare);
  },
);

test(
  "goes on answering round after round of requests, in no round less than most",
  check({
    id: "load.sustains-requests",
    suspects: ["saturation", "edge-refuses"],
    rows: ["L05"],
    ...{ phase, journey, alone, tags },
    needs: ["backend"],
    capabilities: [
      "many-users",
      "operation.createThread",
      "operation.readThread.threadId",
      "operation.readThread.title",
    ],
  }),
  async ({ context, expect }) => {
    const { requests, requestShare, samples } = context.contract.load;
    const owners = await ownersOf(context, requests);
    const startMs = context.clock.now();
    const shares: number[] = [];
    const why: string[] = [];
    for (let round = 0; round < samples; round += 1) {
      const { share, failures } = await tally(requests, (n) => reading(context, owners[n]));
      shares.push(share);
      why.push(...failures);
    }
    const seconds = (context.clock.now() - startMs) / 1000;
    context.figure("requests sustained", (requests * samples - why.length) / seconds, "/s");
    expect(Math.min(...shares), `${why.length} lost, first: ${why[0]}`).toBeGreaterThanOrEqual(
      requestShare,
    );
    expect(shares.length).toBe(samples);
  },
);

test(
  "says how it is within the promised latency, and reads a thread within it too",
  check({
    id: "load.meets-latency-goals",
    suspects: ["http-hang", "slow-network"],
    rows: ["L04"],
    ...{ phase, journey, alone, tags },
    needs: ["backend"],
    capabilities: [
      "operation.health",
      "operation.createThread",
      "operation.readThread.threadId",
      "operation.readThread.title",
    ],
  }),
  async ({ context, expect }) => {
    const { latencyMs, allowance } = context.limits;
    const user = await context.user();
    const { threadId, canary } = await context.questionInNewThread(user);
    const calls = [
      { name: "health", shows: "", call: () => context.call("health") },
      {
        name: "reading a thread",
        shows: canary,
        call: () => context.call("readThread", { threadId }, { user }),
      },
    ];
    const measured: { name: string; times: ReturnType<typeof percentiles> }[] = [];
    for (const { name, shows, call } of calls) {
      const times: number[] = [];
      for (let n = 0; n < context.contract.load.samples; n += 1) {
        const answer = await call();
        expect(answer.ok, answer.said).toBe(true);
        expect(answer.text).toContain(shows);
        times.push(answer.elapsedMs);
      }
      measured.push({ name, times: percentiles(times) });
    }
    const goals = ["p50", "p95", "p99"] as const;
    for (const { name, times } of measured) {
      for (const goal of goals) context.figure(`${name}, ${goal}`, times[goal], "ms");
    }
    expect(measured.length).toBe(calls.length);
    for (const { name, times } of measured) {
      for (const goal of goals) {
        const allowedMs = latencyMs[goal] * allowance;
        expect(times[goal], `${name}: ${goal}`).toBeLessThanOrEqual(allowedMs);
      }
    }
  },
);

test(
  "overlaps requests that take their time instead of queueing them",
  check({
    id: "load.overlaps-requests",
    suspects: ["app-stall"],
    rows: ["M10"],
    ...{ phase, journey, alone, tags },
    needs: ["backend"],
    capabilities: ["many-users", "operation.executeDelayed", "http-delay"],
  }),
  async ({ context, expect }) => {
    // Of fewer than two nobody can say whether they queue.
    const { http, load } = context.contract;
    const runs = Math.max(2, load.runs);
    const users = await context.users(runs);
    const tookMs = await Promise.all(
      users.map(async (user) => {
        const question = context.question();
        const answer = await context.call("executeDelayed", { ...question }, { user });
        expect(answer.ok, answer.said).toBe(true);
        expect(answer.read("answer")).toContain(question.canary);
        return answer.elapsedMs;
      }),
    );
    const [oneMs, allMs] = [Math.min(...tookMs), Math.max(...tookMs)];
    context.figure(`the first of ${runs} delayed requests`, oneMs, "ms");
    context.figure(`the last of ${runs} delayed requests`, allMs, "ms");
    expect(oneMs, "a delayed request takes its delay").toBeGreaterThanOrEqual(http.delayMs ?? 0);
    // Side by side they take as long as one, in a queue as long as all: nearer to the one than to the other.
    const halfwayMs = (oneMs + runs * oneMs) / 2;
    expect(allMs, `the last of ${runs} at once, against ${runs} times the first`).toBeLessThan(
      halfwayMs,
    );
  },
);

interface Owner {
  readonly user: User;
  readonly threadId: string;
  /** Stands in the thread's title. */
  readonly canary: string;
}

/** Users with a thread each. */
async function ownersOf(context: TestContext, count: number): Promise<readonly Owner[]> {
  const users = await context.users(count);
  return await Promise.all(
    users.map(async (user) => {
      const { threadId, canary } = await context.questionInNewThread(user);
      return { user, threadId, canary };
    }),
  );
}

/** Reads the owner's thread: why it did not come, or nothing when it did. */
async function reading(
  context: TestContext,
  owner: Owner | undefined,
): Promise<string | undefined> {
  const { user = null, threadId, canary = "" } = owner ?? {};
  const answer = await context.call("readThread", { threadId }, { user });
  const isOwn = answer.read("threadId") === threadId && answer.text.includes(canary);
  return answer.ok && isOwn ? undefined : answer.said;
}
