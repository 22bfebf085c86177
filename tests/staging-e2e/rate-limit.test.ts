import { check, test } from "../../src/fixtures/test.ts";
import { tally } from "./tally.ts";

const phase = "staging-e2e";
const journey = "load";
const alone = true;

/** Requests on their way at a time: a burst, and no flood of connections. */
const width = 100;

test(
  "puts a user off who asks too much, says for how long, keeps to it, and spares the others",
  check({
    id: "load.limits-requests",
    rows: ["C28"],
    ...{ phase, journey, alone },
    needs: ["backend"],
    capabilities: ["many-users", "request-limit", "operation.createThread", "operation.readThread"],
  }),
  async ({ context, expect }) => {
    const { rateLimit } = context.contract.http;
    const { requests = 0, statuses = [], retryHeader = "" } = Object(rateLimit);
    const [greedy, modest] = await context.users(2);
    const { threadId } = await context.questionInNewThread(greedy);
    const { threadId: other } = await context.questionInNewThread(modest);
    const ask = () => context.call("readThread", { threadId }, { user: greedy });
    const waits: string[] = [];
    let served = 0;
    const burst = await tally(
      Math.ceil(requests * 1.1),
      async () => {
        // Once put off is enough: what would follow is no burst any more.
        if (waits.length > 0) return undefined;
        const answer = await ask();
        if (answer.ok) served += 1;
        if (answer.ok) return undefined;
        waits.push(answer.headers[String(retryHeader).toLowerCase()] ?? "nothing");
        return statuses.includes(answer.status) ? undefined : answer.said;
      },
      width,
    );
    expect(burst.failures, "answered otherwise than by serving or putting off").toEqual([]);
    expect(waits.length, `put off within ${burst.tries} requests`).toBeGreaterThan(0);
    // One request made the thread.
    expect(served + 1, "served before being put off").toBeGreaterThanOrEqual(requests);
    for (const wait of waits) expect(wait, `${retryHeader}, in seconds`).toMatch(/^\d+(\.\d+)?$/);
    const spared = await context.call("readThread", { threadId: other }, { user: modest });
    expect(spared.ok, `somebody else: ${spared.said}`).toBe(true);
    const waitMs = Math.max(...waits.map(Number)) * 1000;
    expect(waitMs, "time to wait").toBeLessThanOrEqual(context.limits.completionMs);
    const again = await context.poll(ask, {
      until: ({ ok }) => ok,
      what: `to be let in again after ${waitMs} ms`,
      everyMs: Math.max(waitMs, 1),
      withinMs: waitMs + context.limits.replyMs,
    });
    expect(again.ok, again.said).toBe(true);
  },
);

test(
  "answers every request of a burst, where nothing limits them",
  check({
    id: "load.answers-bursts",
    rows: ["C28"],
    ...{ phase, journey, alone },
    needs: ["backend"],
    capabilities: ["unlimited-requests", "operation.createThread", "operation.readThread"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const { failures, tries } = await tally(context.contract.load.samples, async () => {
      const answer = await context.call("readThread", { threadId }, { user });
      return answer.ok ? undefined : answer.said;
    });
    expect(failures, `of ${tries} at once`).toEqual([]);
  },
);
