import { createHash } from "node:crypto";
import type { Contract } from "../../contract/contract.ts";
import { readField, readText } from "../../contract/field.ts";
import { redact } from "../../ground/redact.ts";
import type { RawHandshake } from "./raw/handshake.ts";

/** What is known of a build from one answer: what it says it is, and what it looks like. */
export interface Look {
  readonly revision?: string;
  /** Short, and alike for answers of one build. */
  readonly print: string;
}

/** Which revision an answer is from, as the contract reads it. */
export function revisionIn({ identity, settings }: Contract, body: unknown): string | undefined {
  const paths = identity.revision ?? settings?.revision;
  const revision = paths === undefined ? undefined : readText(body, paths);
  return revision === undefined ? undefined : redact(revision);
}

/**
 * An HTTP answer's: its revision, and of its settings those the contract speaks of. Others may be each
 * instance's own, such as its name, and count only where nothing else tells builds apart.
 */
export function lookOfAnswer(contract: Contract, body: unknown): Look {
  const { settings } = contract;
  const revision = revisionIn(contract, body);
  const published: unknown = settings && readField(body, settings.read);
  const { required = [], expected = {}, ascending = [] } = settings ?? {};
  const keys = [...new Set([...required, ...Object.keys(expected), ...ascending.flat()])];
  if (keys.length === 0 && revision !== undefined) return { revision, print: revision };
  const values = Object(published) as Record<string, unknown>;
  const told = keys.length === 0 ? published : keys.map((key) => values[key] ?? null);
  const print = `${revision ?? "-"} ${shortHash(JSON.stringify(told ?? null))}`;
  return { print, ...(revision === undefined ? {} : { revision }) };
}

/** An upgrade's: which headers its answer has, who it says serves, and whether it selects a subprotocol. */
export function lookOfUpgrade({ headers, selected, httpVersion }: RawHandshake): Look {
  const names = headers.map(([name]) => name.toLowerCase()).toSorted();
  const server = headers.find(([name]) => name.toLowerCase() === "server")?.[1] ?? "";
  const make = shortHash([...names, server, httpVersion].join("\n"));
  return { print: `${selected.length > 0 ? "selects" : "selects nothing"} ${make}` };
}

/** The shape of a message: its keys, and theirs, whatever they hold. */
export function shapeOf(message: unknown): string {
  return shortHash(shapeText(message));
}

function shapeText(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  if (typeof value !== "object" || value === null) return typeof value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}:${shapeText(item)}`).join()}}`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}
