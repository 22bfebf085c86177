import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proves } from "../catalogue/proves.ts";
import * as rules from "./suite-rules.ts";
import { sourceOf, suiteSources } from "./suite-source.ts";

/** The three phases hold the checks; these are rules about their sources. */
const sources = suiteSources();

function offences(rule: rules.Rule): readonly string[] {
  return sources.flatMap((source) => rule(source));
}

/** A check that keeps every rule. */
const sound = `
import { check, test } from "../../src/fixtures/test.ts";
// setTimeout, http://localhost, netra: a comment breaks no rule.
test("answers", check({ id: "a.b", rows: ["W08"], phase, journey }), async ({ context, expect }) => {
  const answer = await context.call("health").then((it) => it);
  const why = await context.call("health").catch(explain);
  expect(answer.status, \`\${answer.said} as a ping\`).toBe(200);
  try { await context.connect(); } catch (error) { expect(error).toBeInstanceOf(Error); }
});`;

describe("the checks", () => {
  test("import neither mocks nor sockets nor the backend", proves("M04", "M05"), () => {
    expect(offences(rules.importsNothingButOurs)).toEqual([]);
  });

  test("name no host: the target is resolved, never written down", proves("M06"), () => {
    expect(offences(rules.namesNoHost)).toEqual([]);
  });

  test("know no word of the default backend: the contract does", proves("M05"), () => {
    expect(offences(rules.namesNothingOfTheProduct)).toEqual([]);
  });

  test("swallow no failure", proves("M07"), () => {
    expect(offences(rules.swallowsNothing)).toEqual([]);
  });

  test(
    "are all there: none is skipped, planned, singled out or inverted",
    proves("M11", "M12"),
    () => {
      expect(offences(rules.leavesNothingOut)).toEqual([]);
    },
  );

  test("assert the target's answers, not their own words", proves("M11", "M12"), () => {
    expect(offences(rules.assertsNothingAboutItself)).toEqual([]);
  });

  test("assert at least once each, by an expect of their own", proves("M02"), () => {
    expect(offences(rules.assertsByItsOwnExpect)).toEqual([]);
  });

  test("wait for conditions, never for time", proves("M15"), () => {
    expect(offences(rules.sleepsNever)).toEqual([]);
  });

  test("are declared, each under an id of its own", () => {
    expect(offences(rules.declaresEveryCheck)).toEqual([]);
    const ids = sources.flatMap(rules.checkIds);
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
  });
});

describe("the rules", () => {
  const inTest = (
    body: string,
    params = "{ context, expect }",
    options = "check({ id })",
  ): string => `test("x", ${options}, async (${params}) => { expect(context).toBe(1); ${body} });`;

  test.for<[string, rules.Rule, string]>([
    ["a WebSocket client", rules.importsNothingButOurs, 'import { WebSocket } from "ws";'],
    ["a mock", rules.importsNothingButOurs, 'import { vi } from "vitest";'],
    ["the backend", rules.importsNothingButOurs, 'import "../../src/fixtures/backend/index.ts";'],
    [
      "a server",
      rules.importsNothingButOurs,
      'const { createServer } = await import("node:http");',
    ],
    ["a re-export", rules.importsNothingButOurs, 'export * from "msw";'],
    ["a URL", rules.namesNoHost, 'fetch("https://api.example.com/x");'],
    ["a URL in pieces", rules.namesNoHost, 'const url = "ws://" + name;'],
    ["localhost", rules.namesNoHost, 'connect(8000, "localhost");'],
    ["an address", rules.namesNoHost, 'connect(8000, "127.0.0.1");'],
    ["an event type", rules.namesNothingOfTheProduct, 'run.ofType("tool_executing");'],
    ["a path", rules.namesNothingOfTheProduct, 'http.call({ path: "/api/threads/7" });'],
    ["a route", rules.namesNothingOfTheProduct, 'context.knock({ route: "/ws" });'],
    ["an agent", rules.namesNothingOfTheProduct, 'expect(agent).toBe("Supervisor");'],
    ["a product", rules.namesNothingOfTheProduct, 'expect(service).toContain("netra");'],
    ["an empty catch", rules.swallowsNothing, "try { await x(); } catch {}"],
    ["a catch that prints", rules.swallowsNothing, "try { x(); } catch (e) { console.log(e); }"],
    ["a rejection ignored", rules.swallowsNothing, "await x().catch(() => undefined);"],
    ["a rejection ignored by name", rules.swallowsNothing, "await x().catch(ignore);"],
    ["a rejection ignored otherwise", rules.swallowsNothing, "await x().then(f, () => undefined);"],
    ["a skip", rules.leavesNothingOut, 'test.skip("x", async () => {});'],
    ["a condition", rules.leavesNothingOut, 'test.skipIf(process.env.CI)("x", async () => {});'],
    ["a plan", rules.leavesNothingOut, 'test.todo("x");'],
    ["a focus", rules.leavesNothingOut, 'describe.only("x", () => {});'],
    ["an inversion", rules.leavesNothingOut, 'test.fails("x", async () => {});'],
    ["an option", rules.leavesNothingOut, inTest("", "{ expect }", "{ ...c, fails: true }")],
    ["a skip from inside", rules.leavesNothingOut, inTest("skip();", "{ expect, skip }")],
    ["a literal asserted", rules.assertsNothingAboutItself, inTest("expect(true).toBe(true);")],
    ["a certain failure", rules.assertsNothingAboutItself, inTest('expect.fail("designed to");')],
    ["a shared expect", rules.assertsByItsOwnExpect, 'import { expect } from "../expect.ts";'],
    ["an expect from elsewhere", rules.assertsByItsOwnExpect, inTest("", "{ context }")],
    ["no assertion", rules.assertsByItsOwnExpect, 'test("x", c, async ({ expect }) => {});'],
    ["a timer", rules.sleepsNever, "await new Promise((done) => setTimeout(done, 500));"],
    ["a sleep", rules.sleepsNever, "await time.sleep(500);"],
    ["the context's clock", rules.sleepsNever, "context.clock.after(500, done);"],
    ["a plain test", rules.declaresEveryCheck, 'test("x", async ({ expect }) => {});'],
  ])("find %s, and nothing in a sound check", ([, rule, snippet]) => {
    expect(rule(sourceOf(snippet))).not.toEqual([]);
    expect(rule(sourceOf(sound))).toEqual([]);
  });

  test("read the id of a check", () => {
    expect(rules.checkIds(sourceOf(sound))).toEqual(["a.b"]);
  });
});

describe("what the rules of the repository catch before a test runs", () => {
  const root = join(import.meta.dirname, "../..");
  const read = (file: string): string => readFileSync(join(root, file), "utf8");

  test("is a promise nobody awaits and an option nobody has", proves("M13"), () => {
    const { linter, overrides } = JSON.parse(read("biome.json"));
    const promises = { noFloatingPromises: "error", noMisusedPromises: "error" };
    expect(linter.rules.nursery).toMatchObject(promises);
    expect(JSON.stringify(overrides)).not.toMatch(/nursery|Promises/);
    const { compilerOptions, include } = JSON.parse(read("tsconfig.json"));
    expect(compilerOptions).toMatchObject({ strict: true, exactOptionalPropertyTypes: true });
    expect(include).toContain("tests");
    const { scripts } = JSON.parse(read("package.json"));
    expect(scripts.check).toMatch(/npm run typecheck && npm run lint/);
    const escapes = /biome-ignore lint\/nursery|@ts-|\bas any\b|: any\b/;
    expect(sources.filter(({ text }) => escapes.test(text))).toEqual([]);
  });
});
