import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { renderCatalogue } from "../../catalogue/page.ts";
import { overlapOf } from "../../deployment-validation/api-description.ts";
import { metricsIn } from "../../deployment-validation/metrics.ts";
import { siblingsOf } from "../../deployment-validation/siblings.ts";

describe("an API description", () => {
  const operations = Object.values(defaultContract.operations);
  const own = Object.fromEntries(
    operations.map(({ method, path }) => [
      path.replaceAll(/\{\w+\}/g, "{x}"),
      { [method.toLowerCase()]: {} },
    ]),
  );
  const others = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`/other/${n}`, { get: {} }]),
  );

  test.for([
    ["describes all of it and much besides", { ...own, ...others }, true],
    ["describes a little of it and nothing else", { "/api/threads": { get: {}, post: {} } }, true],
    ["shares what every API has", { "/health": { get: {} } }, false],
    ["is another's", { "/health": { get: {} }, "/billing/invoices": { get: {} } }, false],
    ["is mostly another's", { "/api/threads": { get: {} }, "/billing": { get: {} } }, false],
    ["describes nothing", {}, false],
  ] as const)("that %s is judged", ([, paths, expected]) => {
    const { isSameApi } = overlapOf(defaultContract, paths, ["backend", "auth"]);
    expect(isSameApi).toBe(expected);
  });
});

describe("metrics", () => {
  test.for([
    ['uptime_seconds 12\n# HELP x\nhits{path="/a b"} 3 1700000000', ["uptime_seconds", "hits"]],
    ["# TYPE x counter\nx NaN\ny +Inf\n", []],
    ["<h1>Error 404</h1>", []],
    ["error 500", []],
    ["nothing to see, call 112", []],
    ['{"status":"ok","memory":{"used":5}}', ["used"]],
    ['{"status":"error","code":500,"retry":3}', []],
    ['{"error":"no metrics","count":1}', []],
    ['{"status":200}', []],
  ] as const)("in %j are those with a finite number", ([text, names]) => {
    const json = text.startsWith("{") ? JSON.parse(text) : undefined;
    expect(metricsIn(text, json)).toEqual(names);
  });
});

test("siblings of open paths are beside and behind them, and nothing an operation stands for", () => {
  const paths = ["/health/live", "/health/ready", "/metrics", "/api/agents/info"];
  expect(siblingsOf(defaultContract, paths, "none")).toEqual([
    "/health/none",
    "/health/live-none",
    "/health/ready-none",
    "/none",
    "/metrics-none",
  ]);
});

test("the catalogue has no holes in its titles, and says what its tags are about", () => {
  const proofs = [{ file: "a.test.ts", title: "refuses %s as %j, 50 % of it", rows: ["H01"] }];
  const page = renderCatalogue([], [{ id: "H01", checks: [], proofs }]);
  expect(page).toContain("a.test.ts: refuses … as …, 50 % of it");
  expect(page).toContain("| `slow` | waits for one of the deployment's long promises |");
  expect(page.indexOf("`slow`")).toBeLessThan(page.indexOf("## Checks"));
});
