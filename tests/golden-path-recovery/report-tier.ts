import type { Contract } from "../../src/contract/contract.ts";
import { readField, readText } from "../../src/contract/field.ts";
import { CapabilityMissing } from "../../src/harness/wire/http/operation.ts";

type Tiers = NonNullable<Contract["events"]["reportTiers"]>;

/** How full the contract lets a report be. @throws {@link CapabilityMissing} */
export function tiersOf(contract: Contract): Tiers {
  const { reportTiers } = contract.events;
  if (reportTiers === undefined) throw new CapabilityMissing(contract, "report tiers");
  return reportTiers;
}

/** How full a report says it is; a word the contract does not know is no tier. */
export function tierOf(contract: Contract, report: unknown): string | undefined {
  const { read, parts } = tiersOf(contract);
  const tier = readText(report, read) ?? "";
  return Object.hasOwn(parts, tier) ? tier : undefined;
}

/** Parts that a report of its tier, or any report, must have, and that hold nothing in this one. */
export function emptyParts(contract: Contract, report: unknown): string[] {
  const { parts } = tiersOf(contract);
  const required = [
    ...contract.events.reportParts,
    ...(parts[tierOf(contract, report) ?? ""] ?? []),
  ];
  return [...new Set(required)].filter((part) => !holdsSomething(readField(report, [part])));
}

/** What a report recommends, in words; blank ones are none. */
export function actionsIn(contract: Contract, report: unknown): string[] {
  const listed = tiersOf(contract).actions.map((path) => readField(report, [path]));
  const filled = listed.find((actions) => Array.isArray(actions) && actions.length > 0);
  return [filled ?? []]
    .flat()
    .filter(holdsSomething)
    .map((action) => JSON.stringify(action));
}

/** Every text in a value, however deep, one per line: what a reader reads, without the names of fields. */
export function proseOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.values(Object(value)).map(proseOf).join("\n");
}

/** Something a reader can read stands in it, however deep. */
export function holdsSomething(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  if (value === null || value === undefined) return false;
  return typeof value === "object" ? Object.values(value).some(holdsSomething) : true;
}
