import type { Contract } from "../../../contract/contract.ts";
import { type FieldPaths, readField, readText } from "../../../contract/field.ts";
import { matchesAny } from "../../../contract/match.ts";
import type { Frame } from "../socket/inbox.ts";

/** One event of a run, read with the contract's paths whatever envelope it came in. */
export interface RunEvent {
  readonly type: string;
  readonly runId: string | undefined;
  readonly threadId: string | undefined;
  readonly userId: string | undefined;
  readonly agent: string | undefined;
  readonly tool: string | undefined;
  /** The server's own timestamp, untouched: ISO 8601, seconds or milliseconds. */
  readonly timestamp: string | number | undefined;
  /** Milliseconds since the connection's transcript began. */
  readonly arrivedMs: number;
  readonly arrivedAt: Date;
  /** The message as it came. */
  readonly raw: unknown;
  /** Reads a field of the message by the contract's paths. */
  field(paths: FieldPaths): unknown;
}

/** Reads a frame as an event, or `undefined` when it is none: no type, noise, a greeting. */
export function readEvent(contract: Contract, frame: Frame): RunEvent | undefined {
  const { fields } = contract.events;
  const { type, message: raw, arrivedMs, arrivedAt } = frame;
  if (type === undefined || isAside(contract, raw)) return undefined;
  const event: RunEvent = {
    type,
    runId: readText(raw, fields.runId),
    threadId: readText(raw, fields.threadId),
    userId: readText(raw, fields.userId),
    agent: readText(raw, fields.agent),
    tool: readText(raw, fields.tool),
    timestamp: timestampOf(readField(raw, fields.timestamp)),
    arrivedMs,
    arrivedAt,
    raw,
    field: (paths) => readField(raw, paths),
  };
  const belongsSomewhere = event.runId !== undefined || event.threadId !== undefined;
  return belongsSomewhere || eventTypes(contract).has(type) ? event : undefined;
}

/** Whether a message means nothing for any run: noise by the contract's word, or a greeting. */
export function isAside(contract: Contract, message: unknown): boolean {
  const { noise, welcome } = contract.websocket;
  return matchesAny(contract, [...noise, ...(welcome?.match ?? [])], message);
}

/** The server's timestamp in milliseconds since 1970, or `undefined` when it cannot be read. */
export function timestampMs(event: RunEvent): number | undefined {
  const { timestamp } = event;
  if (timestamp === undefined) return undefined;
  if (typeof timestamp === "number") return timestamp < 1e11 ? timestamp * 1000 : timestamp;
  const parsed = Date.parse(timestamp);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Every type the contract knows as part of a run. */
export function eventTypes(contract: Contract): ReadonlySet<string> {
  const { required, started, completed, failed, pairs, partial, report } = contract.events;
  return new Set([
    ...required,
    started,
    completed,
    ...failed,
    ...pairs.flatMap(({ open, close }) => [open, close]),
    ...partial,
    ...report,
  ]);
}

function timestampOf(value: unknown): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}
