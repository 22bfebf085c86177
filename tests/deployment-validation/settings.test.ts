import { readField } from "../../src/contract/field.ts";
import { KeyRules } from "../../src/contract/keys/key-rules.ts";
import { isSame, readQuantity } from "../../src/contract/keys/quantity.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import { isFilled } from "./placeholder.ts";

const phase = "deployment-validation";
const journey = "deployment";

interface Published {
  readonly revision: unknown;
  readonly said: string;
  /** By key, as text; a key that is not published is undefined. */
  readonly value: (key: string) => string | undefined;
  readonly count: number;
}

async function published(context: TestContext): Promise<Published> {
  const { settings } = context.contract;
  const answer = await context.call("settings");
  const block = answer.ok ? answer.field(settings?.read ?? []) : undefined;
  const values = new Map(Object.entries(Object(block)));
  return {
    revision: answer.field(settings?.revision ?? []),
    said: `settings unpublished? ${answer.said}`,
    count: values.size,
    value: (key) => {
      // A value may stand deeper: keys are paths, like everywhere in a contract.
      const value = values.get(key) ?? readField(block, [key]);
      return value === undefined || value === null ? undefined : String(value);
    },
  };
}

test(
  "publishes every setting the contract requires, and the revision that is running",
  check({
    id: "deployment.publishes-settings",
    suspects: ["settings-unpublished"],
    rows: ["D07"],
    phase,
    journey,
    capabilities: ["settings", "operation.settings"],
  }),
  async ({ context, expect }) => {
    const settings = await published(context);
    expect(settings.count, settings.said).toBeGreaterThan(0);
    expect(isFilled(settings.revision), `revision: ${String(settings.revision)}`).toBe(true);
    const { required = [] } = context.contract.settings ?? {};
    const unfilled = required.filter((key) => !isFilled(settings.value(key)));
    expect(unfilled, "required and not filled in").toEqual([]);
  },
);

test(
  "runs with the settings that were meant to be deployed",
  check({
    id: "deployment.runs-expected-settings",
    suspects: ["settings-old", "pinned-revision"],
    rows: ["D01", "D02", "D03", "D04", "D05", "D07"],
    phase,
    journey,
    capabilities: ["settings", "expected-settings", "operation.settings"],
  }),
  async ({ context, expect }) => {
    const settings = await published(context);
    expect(settings.count, settings.said).toBeGreaterThan(0);
    const rules = new KeyRules(context.contract);
    const wanted = Object.entries(context.contract.settings?.expected ?? {});
    const unlike = wanted.flatMap(([key, expected]) => {
      const actual = settings.value(key);
      const { reading } = rules.of(key);
      if (actual !== undefined && isSame(actual, expected, reading)) return [];
      return context.deployment.bears(key) ? [] : [`${key} is ${actual}, not ${expected}`];
    });
    expect(unlike, unlike.join("; ")).toEqual([]);
  },
);

test(
  "publishes settings that fit together: what must be longer is longer",
  check({
    id: "deployment.orders-settings",
    suspects: ["budget-inverted", "settings-unpublished"],
    rows: ["D03", "D04"],
    phase,
    journey,
    capabilities: ["settings", "ascending-settings", "operation.settings"],
  }),
  async ({ context, expect }) => {
    const settings = await published(context);
    expect(settings.count, settings.said).toBeGreaterThan(0);
    const { ascending = [], required = [] } = context.contract.settings ?? {};
    const rules = new KeyRules(context.contract);
    const isTold = (key: string) => required.includes(key) || settings.value(key) !== undefined;
    for (const keys of ascending.filter((list) => list.every(isTold))) {
      const values = keys.map((key) => {
        const quantity = readQuantity(settings.value(key) ?? "", rules.of(key).reading);
        return typeof quantity === "number" ? quantity : numberIn(settings.value(key));
      });
      const told = keys.map((key, n) => `${key} = ${values[n]}`).join(", ");
      expect(values, told).not.toContain(Number.NaN);
      // Sorted and without doubles, an ascending list is what it was.
      expect(values, told).toEqual([...new Set(values)].toSorted((one, other) => one - other));
    }
  },
);

/** NaN for anything that is not written as a number. */
function numberIn(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}
