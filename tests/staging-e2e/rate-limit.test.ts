import { check, test } from "../../src/fixtures/test.ts";
import { burst } from "./burst.ts";
import { retryHint } from "./retry-hint.ts";
import { tally } from "./tally.ts";

const phase = "staging-e2e";
const journey = "load";
const alone = true;
const tags = ["load"];

test(
  "puts a user off who asks too much, says for how long, keeps to it, and spares the others",
  check({
    id: "load.limits-requests",
    suspects: ["manners-missing", "saturation", "http-error"],
    rows: ["C28"],
    ...{ phase, journey, alone, tags },
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
    const { served, refused, lost, said } = await burst(requests, ask);
    context.figure("requests served before one was put off", served, "requests");
    expect(lost.length, said).toBe(0);
    expect(refused.length, said).toBeGreaterThan(0);
    for (const answer of refused)
      expect(statuses, `${said}; ${answer.said}`).toContain(answer.status);
    // One request made the thread.
    expect(served + 1, said).toBeGreaterThanOrEqual(requests);
    const waits = refused.map((answer) => retryHint(answer, retryHeader));
    for (const { text, waitMs } of waits) {
      const what = `${retryHeader} is ${text}: neither seconds nor a date to come`;
      expect(waitMs ?? Number.NaN, what).toBeGreaterThan(0);
    }
    const spared = await context.call("readThread", { threadId: other }, { user: modest });
    expect(spared.ok, `somebody else: ${spared.said}`).toBe(true);
    const waitMs = Math.max(...waits.map((hint) => hint.waitMs ?? 0));
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
    suspects: ["edge-refuses"],
    rows: ["C28"],
    ...{ phase, journey, alone, tags },
    needs: ["backend"],
    capabilities: ["unlimited-requests", "operation.createThread", "operation.readThread"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const { failures, share, complaint } = await tally(context.contract.load.samples, async () => {
      const answer = await context.call("readThread", { threadId }, { user });
      return answer.ok ? undefined : answer.said;
    });
    context.figure("requests of a burst answered", 100 * share, "%");
    expect(failures.length, complaint).toBe(0);
  },
);
