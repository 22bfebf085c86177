import { fillString } from "../../../src/contract/template.ts";
import { check, test } from "../../../src/fixtures/test.ts";
import { redact } from "../../../src/ground/redact.ts";
import { burst } from "../burst.ts";
import { retryHint } from "../retry-hint.ts";

const phase = "staging-e2e";
const tags = ["p1"];

test(
  "P1-016 user context isolation: several users at once get their own answers, and headers make nobody another",
  check({
    id: "p1-016.user-context-isolation",
    suspects: ["not-enforced", "events-misaddressed", "data-foreign"],
    rows: ["A09", "I02", "I04"],
    ...{ phase, tags, journey: "isolation" },
    capabilities: [
      "spoofed-headers",
      "many-users",
      "operation.createThread",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { auth, http, load } = context.contract;
    const users = await context.users(load.runs);
    const questions = await Promise.all(users.map((user) => context.questionInNewThread(user)));
    const sessions = await Promise.all(users.map((user) => context.connect({ user })));
    const runs = await Promise.all(
      sessions.map((session, n) => session.ask(questions[n] ?? context.question())),
    );
    await Promise.all(sessions.map((session) => session.linger()));
    for (const [n, session] of sessions.entries()) {
      expect(runs[n]?.deviations).toEqual([]);
      expect(session.strays).toEqual([]);
      expect(runs[n]?.answer).toContain(questions[n]?.canary);
      const others = questions.filter((_, other) => other !== n);
      for (const { canary } of others) {
        expect(session.transcript.receivedText).not.toContain(canary);
      }
    }
    const [owner, intruder] = users;
    const threadId = questions[0]?.threadId;
    const headers = Object.fromEntries(
      Object.entries(auth.spoofedHeaders).map(([name, value]) => [
        name,
        fillString(value, { userId: owner?.id }),
      ]),
    );
    const options = { user: intruder ?? null, headers };
    const spoofed = await context.call("threadMessages", { threadId }, options);
    expect(http.foreignStatuses, spoofed.said).toContain(spoofed.status);
    const own = await context.call("threadMessages", { threadId }, { user: owner ?? null });
    expect(own.text, own.said).toContain(questions[0]?.canary);
  },
);

test(
  "P1-017 concurrent users: all of them are served at once, each with their own",
  check({
    id: "p1-017.concurrent-users",
    suspects: ["data-foreign"],
    rows: ["L01", "I01"],
    ...{ phase, tags: [...tags, "load"], journey: "load" },
    capabilities: ["many-users", "operation.createThread", "operation.listThreads"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { users: count, requestsPerUser } = context.contract.load;
    const users = await context.users(count);
    const threads = await Promise.all(users.map((user) => context.questionInNewThread(user)));
    const served = await Promise.all(
      users.flatMap((user, n) =>
        Array.from({ length: requestsPerUser }, async () => {
          const answer = await context.call("listThreads", {}, { user });
          const own = threads[n]?.threadId ?? "";
          const foreign = threads.filter(({ threadId }) => threadId !== own);
          return {
            said: answer.said,
            ok: answer.ok && answer.text.includes(own),
            crossed: foreign.some(({ threadId }) => answer.text.includes(threadId)),
          };
        }),
      ),
    );
    const lost = served.filter(({ ok }) => !ok);
    const crossed = served.filter((answer) => answer.crossed);
    context.figure("requests of many users served", 100 * (1 - lost.length / served.length), "%");
    expect(lost.length, `not served, first: ${lost[0]?.said}`).toBe(0);
    expect(crossed.length, `shown others' threads, first: ${crossed[0]?.said}`).toBe(0);
    expect(served.length).toBe(count * requestsPerUser);
  },
);

test(
  "P1-018 rate limiting: a burst is answered or put off with a hint when to come back, never broken",
  check({
    id: "p1-018.rate-limiting",
    suspects: ["saturation", "manners-missing"],
    rows: ["C28"],
    ...{ phase, tags: [...tags, "load"], journey: "load" },
    capabilities: ["rate-limit", "many-users", "operation.listThreads"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { http, load } = context.contract;
    const [greedy, modest] = await context.users(2);
    const limit = typeof http.rateLimit === "object" ? http.rateLimit : undefined;
    const { served, refused, lost, said } = await burst(limit?.requests ?? load.samples, () =>
      context.call("listThreads", {}, { user: greedy }),
    );
    context.figure("requests of a burst served", served, "requests");
    expect(lost.length, said).toBe(0);
    // How exactly the limit is kept is another check's matter.
    expect(served, said).toBeGreaterThanOrEqual((limit?.requests ?? load.samples) / 2);
    expect(refused.length > 0, said).toBe(limit !== undefined);
    for (const answer of refused) {
      expect(limit?.statuses, `${said}; ${answer.said}`).toContain(answer.status);
      const { text, waitMs } = retryHint(answer, limit?.retryHeader ?? "");
      const what = `${limit?.retryHeader} is ${text}: neither seconds nor a date to come`;
      expect(waitMs ?? Number.NaN, what).toBeGreaterThan(0);
    }
    const other = await context.call("listThreads", {}, { user: modest });
    expect(other.ok, `somebody else: ${other.said}`).toBe(true);
    const again = await context.poll(() => context.call("listThreads", {}, { user: greedy }), {
      until: ({ ok }) => ok,
      what: "the greedy user to be let in again",
    });
    expect(again.ok, again.said).toBe(true);
  },
);

test(
  "P1-019 error handling: mistakes are named as such, never as a crash, and the next request works",
  check({
    id: "p1-019.error-handling",
    suspects: ["manners-missing", "credentials-leaked"],
    rows: ["C20", "C21", "C22", "C23", "C24"],
    ...{ phase, tags, journey: "deployment" },
    capabilities: [
      "error-body",
      "operation.createThread",
      "operation.postMessage",
      "operation.login",
      "operation.register",
    ],
  }),
  async ({ context, expect }) => {
    const { http, auth } = context.contract;
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const unknown = await context.http.call({ method: "GET", path: `/gapproof-${context.id}` });
    expect(http.unknownPathStatuses).toContain(unknown.status);
    const broken = await context.call("postMessage", { threadId, prompt: "" }, { user, body: "{" });
    expect(http.invalidStatuses, broken.said).toContain(broken.status);
    const lacking = await context.call("postMessage", { threadId, prompt: "" }, { user, body: {} });
    expect(http.invalidStatuses, lacking.said).toContain(lacking.status);
    const climbing = { threadId: "../../../../etc/passwd" };
    const escaped = await context.call("postMessage", { ...climbing, prompt: "x" }, { user });
    expect(http.traversalStatuses, escaped.said).toContain(escaped.status);
    const login = await context.call("login", context.account(), { user: null });
    expect(auth.refusedStatuses, login.said).toContain(login.status);
    // Not of the climbing path: an edge in front may refuse that already, in words of its own.
    const mistakes = {
      "unknown path": unknown,
      "broken body": broken,
      "empty body": lacking,
      login,
    };
    for (const [name, { json, status, text }] of Object.entries(mistakes)) {
      const named = http.errorFields.filter((field) => Object.hasOwn(Object(json), field));
      const what = `${name}: none of ${http.errorFields.join(", ")} in ${status} ${redact(text)}`;
      expect(named.length, what).toBeGreaterThan(0);
    }
    const { prompt } = context.question();
    const posted = await context.call("postMessage", { threadId, prompt }, { user });
    expect(posted.ok, posted.said).toBe(true);
  },
);

test(
  "P1-021 session persistence: a login stays its user's over many connections, beside other logins",
  check({
    id: "p1-021.session-persistence",
    suspects: ["data-lost", "events-misaddressed"],
    rows: ["C19", "A11"],
    ...{ phase, tags, journey: "authentication" },
    capabilities: ["operation.register", "operation.login", "operation.me"],
  }),
  async ({ context, expect }) => {
    const users = [await context.registered(), await context.registered()];
    const sessions = await Promise.all(users.map((user) => context.connect({ user })));
    for (const freshConnection of [false, true, true]) {
      const answers = await Promise.all(
        users.map((user) => context.call("me", {}, { user, freshConnection })),
      );
      for (const [n, answer] of answers.entries()) {
        expect(answer.ok, answer.said).toBe(true);
        expect(answer.read("userId")).toBe(users[n]?.id);
      }
    }
    const questions = users.map(() => context.question());
    const runs = await Promise.all(
      sessions.map((session, n) => session.ask(questions[n] ?? context.question())),
    );
    for (const [n, run] of runs.entries()) {
      expect(run.deviations).toEqual([]);
      expect(run.answer).toContain(questions[n]?.canary);
      expect(new Set(run.events.flatMap(({ userId }) => userId ?? []))).toEqual(
        new Set([users[n]?.id]),
      );
    }
  },
);
