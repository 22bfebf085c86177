import type { OperationName } from "../../src/contract/contract.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { leaksIn } from "./leak.ts";

const phase = "deployment-validation";
const journey = "deployment";

/** Operations that say how the deployment is set up. */
const telling: readonly OperationName[] = [
  "health",
  "readiness",
  "components",
  "settings",
  "discovery",
  "apiDescription",
  "metrics",
  "websocketHealth",
  "websocketConfig",
  "websocketStats",
  "authHealth",
  "authConfig",
  "agentConfig",
  "agentServers",
  "listTools",
];

test(
  "shows no secret where it says how it is set up, though secrets are in use",
  check({ id: "deployment.shows-no-secrets", rows: ["C25"], phase, journey }),
  async ({ context, expect }) => {
    const { contract } = context;
    // Something to leak: a token that was just used, its user's password, what signed it.
    const user = await context.user();
    const knock = await context.knock({ user });
    expect(knock.opened, knock.summary).toBe(true);
    const open = telling.filter((name) => contract.operations[name]?.authenticated === false);
    const paths = new Set([contract.identity.path, ...contract.http.openPaths]);
    const answers = await Promise.all([
      ...open.map(async (name) => {
        const answer = await context.call(name);
        expect(answer.ok, `${name}: ${answer.said}`).toBe(true);
        return { what: name, ...answer };
      }),
      ...[...paths].map(async (path) => {
        const answer = await context.http.call({ method: "GET", path });
        expect(Math.floor(answer.status / 100), path).toBe(2);
        return { what: path, ...answer };
      }),
    ]);
    const leaks = answers.flatMap(({ what, text, json, headers }) =>
      [...leaksIn(text, json), ...leaksIn(JSON.stringify(headers), headers)].map(
        (leak) => `${what}: ${leak}`,
      ),
    );
    expect(leaks).toEqual([]);
  },
);
