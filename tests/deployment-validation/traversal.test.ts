import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "deployment";

/** One step up as servers and what stands in front of them decode it: once, twice, with either slash. */
const steps = ["..%2f", "%2e%2e%2f", "..%252f", "..%5c", "%2e%2e%5c"];
/** Enough steps to be out of whatever folder files are served from. */
const depth = 8;
const files = ["etc%2fpasswd", "proc%2fself%2fenviron", "windows%2fwin.ini"];
/** What stands in those files. */
const inside = /root:[^:\n]*:0:0:|(?:^|\0)PATH=|\[fonts\]/i;

test(
  "refuses paths that climb out of their folder",
  check({
    id: "deployment.refuses-climbing-paths",
    suspects: ["credentials-leaked"],
    rows: ["C23"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const { http, identity } = context.contract;
    const knock = await context.knock({ user: await context.user() });
    expect(knock.opened, knock.summary).toBe(true);
    const climbs = steps.flatMap((step) => files.map((file) => `${step.repeat(depth)}${file}`));
    const paths = climbs.flatMap((climb) => [`/${climb}`, `${identity.path}/${climb}`]);
    const answers = await Promise.all(
      paths.map(async (path) => ({ path, ...(await context.http.call({ method: "GET", path })) })),
    );
    for (const { path, status, text } of answers) {
      expect(http.traversalStatuses, `${path}: ${text.slice(0, 200)}`).toContain(status);
      expect(text, path).not.toMatch(inside);
    }
  },
);

test(
  "refuses ids that climb out of where things are kept",
  check({
    id: "deployment.refuses-climbing-ids",
    suspects: ["credentials-leaked"],
    rows: ["C23"],
    phase,
    journey,
    capabilities: ["operation.createThread.threadId", "operation.readThread.threadId"],
  }),
  async ({ context, expect }) => {
    const { http } = context.contract;
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const refusals = [...http.traversalStatuses, ...http.invalidStatuses];
    for (const step of ["../", "..\\", "..%2f"]) {
      const climb = `${step.repeat(depth)}etc/passwd`;
      const answer = await context.call("readThread", { threadId: climb }, { user });
      expect(refusals, `${climb}: ${answer.said}`).toContain(answer.status);
      expect(answer.text, climb).not.toMatch(inside);
    }
    const own = await context.call("readThread", { threadId }, { user });
    expect(own.ok, own.said).toBe(true);
    expect(own.read("threadId")).toBe(threadId);
  },
);
