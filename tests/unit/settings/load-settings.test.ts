import { describe, expect, test } from "vitest";
import { loadSettings, type SettingsFlags } from "../../../src/harness/settings/load-settings.ts";
import { proves } from "../../catalogue/proves.ts";

function load(flags: SettingsFlags, env: Record<string, string> = {}) {
  return loadSettings({ cwd: import.meta.dirname, env, flags: { envFile: false, ...flags } });
}

describe("loadSettings", () => {
  test("asks for any target when nobody says anything", async () => {
    expect((await load({})).target).toEqual({ kind: "any" });
  });

  test("reads --target as a source or a URL", async () => {
    expect((await load({ target: "embedded" })).target).toEqual({
      kind: "source",
      source: "embedded",
    });
    expect((await load({ target: "http://127.0.0.1:1" })).target).toEqual({
      kind: "url",
      url: "http://127.0.0.1:1",
      option: "--target",
    });
  });

  test.for([
    [
      { target: "stagign" },
      '--target must be an http(s) URL or one of embedded, docker, staging, default, got "stagign".',
    ],
    [{ scale: "2" }, '--scale must be a number from 0.001 to 1, got "2".'],
    [{ scale: "" }, '--scale must be a number from 0.001 to 1, got "".'],
    [{ scale: "1e-9" }, '--scale must be a number from 0.001 to 1, got "1e-9".'],
    [{ maxWait: "long" }, "--max-wait must be a duration such as 90s, 10m or 1h"],
    [{ seed: "-1" }, '--seed must be a whole number from 0 to 4294967295, got "-1".'],
  ] as const)("refuses %o by name, rule and value", async ([flags, message]) => {
    await expect(load(flags)).rejects.toThrow(message);
  });

  test.for([
    ["true", true],
    ["1", true],
    ["woodpecker", true],
    ["false", false],
    ["0", false],
    ["", false],
  ] as const)("takes CI=%j for CI: %j", async ([value, ci]) => {
    expect((await load({}, { CI: value })).ci).toBe(ci);
  });

  test("reads the environment anew each time", proves("H20"), async () => {
    const env = { BACKEND_URL: "http://one.example" };
    const one = await load({}, env);
    env.BACKEND_URL = "http://two.example";
    const two = await load({}, env);
    const urls = [one, two].map(({ variables }) => variables.get("BACKEND_URL")?.value);
    expect(urls).toEqual(["http://one.example", "http://two.example"]);
  });

  test("waits for any promise unless told how long one may take", async () => {
    expect(await load({})).not.toHaveProperty("maxWaitMs");
    expect((await load({ maxWait: "120s" })).maxWaitMs).toBe(120_000);
  });

  test("draws a new seed each time, unless told one", async () => {
    const [one, two] = [await load({}), await load({})];
    expect(one.seed).not.toBe(two.seed);
    expect((await load({ seed: "42" })).seed).toBe(42);
  });
});
