import type { OperationName } from "../../src/contract/contract.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { strangeness, whoAnswers } from "./identification.ts";
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
  check({
    id: "deployment.shows-no-secrets",
    suspects: ["credentials-leaked"],
    rows: ["C25"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    // Something to leak: a token that was just used, its user's password, what signed it.
    const user = await context.user();
    const knock = await context.knock({ user });
    expect(knock.opened, knock.summary).toBe(true);
    const about = await whoAnswers(context);
    expect(strangeness(contract, about)).toBeUndefined();
    const open = telling.filter((name) => contract.operations[name]?.authenticated === false);
    // Whatever comes, a failure too: whether a page is there at all is for other checks to say.
    const answers = await Promise.all([
      ...open.map(async (name) => ({ what: name, ...(await context.call(name)) })),
      ...contract.http.openPaths.map(async (openPath) => ({
        what: openPath,
        ...(await context.http.call({ method: "GET", path: openPath })),
      })),
    ]);
    const leaks = [{ what: contract.identity.path, ...about }, ...answers].flatMap(
      ({ what, text, json, headers }) =>
        [...leaksIn(text, json), ...leaksIn(JSON.stringify(headers), headers)].map(
          (leak) => `${what}: ${leak}`,
        ),
    );
    expect(leaks).toEqual([]);
  },
);
