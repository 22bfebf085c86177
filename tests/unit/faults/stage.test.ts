import { expect, test } from "vitest";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";

test("faults that change different settings are all there, beside what the backend was given", async () => {
  const one = quirk({ id: "one", title: "one", options: { settings: { one: "1" } } });
  const two = quirk({ id: "two", title: "two", options: { settings: { two: "2" } } });
  await using backend = await startFaulty([one, two], { settings: { own: "0" } });
  const health: unknown = await (await fetch(`${backend.url}/health`)).json();
  expect(health).toMatchObject({ config: { own: "0", one: "1", two: "2" } });
});
