import { check, test } from "../../src/fixtures/test.ts";
import { strangeness, whoAnswers } from "./identification.ts";
import { metricsIn } from "./metrics.ts";
import { undeclaredPath, unexplained } from "./refusal.ts";
import { siblingsOf } from "./siblings.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "answers 2xx to anybody on every path that is declared open, and on no other",
  check({
    id: "deployment.serves-open-paths",
    suspects: ["self-description-wrong", "wrong-server", "http-error"],
    rows: ["C13"],
    phase,
    journey,
    capabilities: ["open-paths"],
  }),
  async ({ context, expect }) => {
    const { openPaths, unknownPathStatuses } = context.contract.http;
    const answers = await Promise.all(
      openPaths.map(async (path) => ({
        path,
        ...(await context.http.call({ method: "GET", path })),
      })),
    );
    for (const { path, status, text } of answers) {
      expect(Math.floor(status / 100), `${path}: HTTP ${status} ${text.slice(0, 200)}`).toBe(2);
      expect(text, path).toMatch(/\S/);
    }
    // A server that says the same to everything opens no path in particular.
    const stray = await context.http.call({ method: "GET", path: undeclaredPath(context) });
    expect(unknownPathStatuses, stray.text.slice(0, 200)).toContain(stray.status);
    const name = undeclaredPath(context).slice(1);
    const siblings = await Promise.all(
      siblingsOf(context.contract, openPaths, name).map(async (path) => ({
        path,
        ...(await context.http.call({ method: "GET", path })),
      })),
    );
    const open = siblings.filter(({ status }) => Math.floor(status / 100) === 2);
    expect(open.map(({ path, status }) => `${path}: HTTP ${status}`)).toEqual([]);
  },
);

test(
  "publishes metrics, with numbers in them",
  check({
    id: "deployment.publishes-metrics",
    suspects: ["self-description-wrong", "wrong-server"],
    rows: ["C13"],
    phase,
    journey,
    capabilities: ["operation.metrics"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("metrics");
    expect(answer.ok, answer.said).toBe(true);
    expect(metricsIn(answer.text, answer.json), answer.said).not.toEqual([]);
    expect(answer.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
    const stray = await context.http.call({ method: "GET", path: undeclaredPath(context) });
    expect(context.contract.http.unknownPathStatuses).toContain(stray.status);
  },
);

test(
  "refuses a path nobody declared",
  check({
    id: "deployment.refuses-unknown-path",
    suspects: ["wrong-server"],
    rows: ["C21"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const { unknownPathStatuses } = context.contract.http;
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await context.http.call({ method, path: undeclaredPath(context) });
      const said = `${method}: HTTP ${answer.status} ${answer.text.slice(0, 200)}`;
      expect(unknownPathStatuses, said).toContain(answer.status);
    }
    // Whoever knows no path at all has nothing to refuse.
    expect(strangeness(context.contract, await whoAnswers(context))).toBeUndefined();
    const knock = await context.knock({ user: await context.user() });
    expect(knock.opened, knock.summary).toBe(true);
  },
);

test(
  "refuses a method that a path does not have, and goes on answering the one it has",
  check({
    id: "deployment.refuses-wrong-method",
    suspects: ["manners-missing"],
    rows: ["C21"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const { http, identity } = context.contract;
    const { path } = identity;
    for (const method of ["DELETE", "PUT"]) {
      const answer = await context.http.call({ method, path });
      const said = `${method} ${path}: HTTP ${answer.status} ${answer.text.slice(0, 200)}`;
      expect(http.wrongMethodStatuses, said).toContain(answer.status);
    }
    const right = await context.http.call({ method: "GET", path });
    expect(Math.floor(right.status / 100), right.text.slice(0, 200)).toBe(2);
  },
);

test(
  "gives a reason with every refusal, as JSON",
  check({
    id: "deployment.explains-refusals",
    suspects: ["manners-missing"],
    rows: ["C20"],
    phase,
    journey,
    capabilities: ["error-body"],
  }),
  async ({ context, expect }) => {
    const { contract, http } = context;
    const { path } = contract.identity;
    const { unknownPathStatuses, wrongMethodStatuses } = contract.http;
    const refusals = {
      "an unknown path": await http.call({ method: "GET", path: undeclaredPath(context) }),
      "an unknown path to post to": await http.call({
        method: "POST",
        path: undeclaredPath(context),
        body: {},
      }),
      "a wrong method": await http.call({ method: "DELETE", path }),
    };
    for (const [what, answer] of Object.entries(refusals)) {
      const expected = what === "a wrong method" ? wrongMethodStatuses : unknownPathStatuses;
      expect(expected, what).toContain(answer.status);
      expect(unexplained(contract, answer), what).toBeUndefined();
    }
    // Whoever refuses everything has no reason to give.
    expect(strangeness(contract, await whoAnswers(context))).toBeUndefined();
  },
);

test(
  "carries its security headers on every answer, the refusing ones too",
  check({
    id: "deployment.sends-security-headers",
    suspects: ["manners-missing"],
    rows: ["C27"],
    phase,
    journey,
    capabilities: ["security-headers"],
  }),
  async ({ context, expect }) => {
    const { http, contract } = context;
    const { path } = contract.identity;
    const answers = {
      "what it answers": await http.call({ method: "GET", path }),
      "an unknown path": await http.call({ method: "GET", path: undeclaredPath(context) }),
      "a wrong method": await http.call({ method: "DELETE", path }),
    };
    expect(Math.floor(answers["what it answers"].status / 100)).toBe(2);
    for (const [what, { headers, status }] of Object.entries(answers)) {
      for (const [name, rule] of Object.entries(contract.http.securityHeaders)) {
        const value = headers[name.toLowerCase()] ?? "(none)";
        expect(value, `${name} on ${what} (HTTP ${status})`).toMatch(new RegExp(rule, "i"));
      }
    }
  },
);
