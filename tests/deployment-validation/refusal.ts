import type { Contract } from "../../src/contract/contract.ts";
import { readField } from "../../src/contract/field.ts";
import type { TestContext } from "../../src/harness/context.ts";

interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

/** A path nobody declared. */
export function undeclaredPath({ runId, id }: TestContext): string {
  return `/gapproof-undeclared-${encodeURIComponent(runId)}-${id}`;
}

/**
 * What a refusal's body lacks of what the contract promises of errors: JSON, called so, with a field that
 * says something. Undefined when it lacks nothing.
 */
export function unexplained({ http }: Contract, answer: Exchange): string | undefined {
  const { status, headers, text, json } = answer;
  const said = `HTTP ${status} ${text.slice(0, 200)}`;
  if (json === undefined) return `no JSON: ${said}`;
  const type = headers["content-type"] ?? "none";
  if (!/[/+]json\b/i.test(type)) return `JSON that is called ${type}: ${said}`;
  if (http.errorFields.some((field) => says(readField(json, [field])))) return undefined;
  return `none of ${http.errorFields.join(", ")}: ${said}`;
}

function says(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false;
}
