import { createServer } from "node:net";
import { expect, test } from "vitest";
import { optionsOfAll } from "../../../src/fixtures/faults/composition.ts";
import { type Quirk, quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { Secret } from "../../../src/ground/secret.ts";

function setting(id: string, options: Quirk["options"] & object): Quirk {
  return quirk({ id, title: "starts otherwise", options });
}

const key = new Secret("a-key-that-signs-tokens-0123456789-abcdef");

test("faults that set different options have their way beside one another", () => {
  const one = setting("a.one", { revision: "older", settings: { one: "1" } });
  const other = setting("b.other", { demo: true, settings: { other: "2" } });
  const given = { revision: "newer", paceMs: 5, settings: { own: "0", one: "0" } };
  expect(optionsOfAll([one, other], given)).toEqual({
    ...{ revision: "older", demo: true, paceMs: 5 },
    settings: { own: "0", one: "1", other: "2" },
  });
});

test("faults that set one option to the same value agree", () => {
  const one = setting("a.one", { revision: "older", origins: ["http://a"], secret: key });
  const other = setting("b.other", { revision: "older", origins: ["http://a"], secret: key });
  expect(optionsOfAll([one, other], {})).toEqual(one.options);
});

test.each([
  { name: "idleMs", left: { idleMs: 60 }, right: { idleMs: 900 }, values: "60 and 900" },
  {
    ...{ name: "settings.pool", values: '"1" and "2"' },
    ...{ left: { settings: { pool: "1" } }, right: { settings: { pool: "2" } } },
  },
  {
    ...{ name: "origins", values: '["http://a"] and ["http://b"]' },
    ...{ left: { origins: ["http://a"] }, right: { origins: ["http://b"] } },
  },
  {
    ...{ name: "secret", values: '"[secret]" and "[secret]"' },
    left: { secret: key },
    right: { secret: new Secret("another-key-that-signs-0123456789-abcdef") },
  },
])("faults that disagree about $name are refused, both by name", ({ name, ...two }) => {
  const quirks = [setting("a.one", two.left), setting("b.other", two.right)];
  expect(() => optionsOfAll(quirks, {})).toThrow(
    new ConfigurationError(
      "faults a.one and b.other",
      `cannot be played together: each sets the option ${name}: ${two.values}`,
    ),
  );
});

test("two faults that each bring a second backend are refused", () => {
  const second = (id: string): Quirk =>
    quirk({ id, title: "leads elsewhere", edge: {}, second: setting(`${id}.second`, {}) });
  expect(() => optionsOfAll([second("a.one"), second("b.other")], {})).toThrow(
    /^faults a\.one and b\.other cannot be played together: each sets the option second/,
  );
});

test("a second backend may differ in what a fault of both sets", async () => {
  const quirks = [
    setting("a.both", { revision: "newer" }),
    quirk({
      ...{ id: "b.routes", title: "leads to another", edge: { secondShare: 1 } },
      second: setting("b.second", { revision: "older" }),
    }),
  ];
  await using backend = await startFaulty(quirks);
  const health: unknown = await (await fetch(`${backend.url}/health`)).json();
  expect(health).toMatchObject({ deployment: { revision: "older" } });
});

test("nothing listens when faults contradict one another", async () => {
  const port = await freePort();
  const quirks = [setting("a.one", { idleMs: 60 }), setting("b.other", { idleMs: 900 })];
  await expect(startFaulty(quirks, { port })).rejects.toThrow(ConfigurationError);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow("fetch failed");
});

/** A port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
