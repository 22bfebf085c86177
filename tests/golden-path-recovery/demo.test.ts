import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "resilience";

test(
  "answers a visitor without an account on the demo path, and on no other",
  check({
    id: "resilience.opens-exactly-the-demo",
    suspects: ["not-enforced", "wrong-path"],
    rows: ["X03", "C29"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["demo", "auth-enforced"],
  }),
  async ({ context, expect }) => {
    const { demo, routes } = context.contract.websocket;
    const { canary, prompt } = context.question();
    const door = await context.knock({ user: null, route: demo?.route ?? "" });
    expect(door.opened, door.summary).toBe(true);
    await using session = await context.connect({ user: null, route: demo?.route ?? "" });
    const answer = await session.exchange(demo?.ask, {
      values: { prompt },
      withinMs: context.limits.completionMs,
    });
    expect(answer.text).toContain(canary);
    for (const route of routes) {
      const knock = await context.knock({ user: null, route, settle: true });
      expect(knock.properlyRefused, `${route}: ${knock.summary}`).toBe(true);
    }
    expect(session.isOpen).toBe(true);
  },
);

test(
  "keeps the demo path shut where demo mode is not declared",
  check({
    id: "resilience.shuts-the-demo",
    suspects: ["not-enforced"],
    rows: ["X03", "C29"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["demo-shut", "auth-enforced", "welcome"],
  }),
  async ({ context, expect }) => {
    const { http, websocket } = context.contract;
    const user = await context.user();
    const known = await context.knock({ user, settle: true });
    expect(known.result, known.summary).toBe("welcomed");
    const route = websocket.demo?.route ?? "";
    for (const visitor of [null, user]) {
      const knock = await context.knock({ user: visitor, route, settle: true });
      const what = `${visitor === null ? "nobody" : "a user"} at ${route}: ${knock.summary}`;
      const isUnknown = http.unknownPathStatuses.includes(knock.status ?? 0);
      expect(knock.properlyRefused || isUnknown, what).toBe(true);
    }
  },
);
