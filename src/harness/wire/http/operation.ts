import type {
  Contract,
  Operation,
  OperationName,
  ServiceName,
} from "../../../contract/contract.ts";
import { type FieldPaths, readField } from "../../../contract/field.ts";
import { fill, fillString, type TemplateValues } from "../../../contract/template.ts";
import { GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { redact, rememberSecret } from "../../../ground/redact.ts";
import { Secret } from "../../../ground/secret.ts";
import type { HttpCall, HttpExchange } from "./http-client.ts";

/** An HTTP answer, read the way the contract's operation says. */
export interface Answer extends HttpExchange {
  readonly operation: OperationName;
  /** Status and values are ones the contract means well. */
  readonly ok: boolean;
  /** Status and beginning of the body, redacted: what a message may quote. */
  readonly said: string;
  /**
   * A value of the answer by the contract's name for it; undefined when the answer lacks it.
   *
   * @throws {@link CapabilityMissing} when the contract names no such value
   */
  read(name: string): unknown;
  /** A value of the answer by paths of the contract's own. */
  field(paths: FieldPaths): unknown;
}

/** The contract does not promise what was asked for: a reason to skip, not to fail. */
export class CapabilityMissing extends GapproofError {
  override readonly name: string = "CapabilityMissing";
  readonly code: string = "GAPPROOF_CAPABILITY";
  readonly exitCode: ExitCode = 2;
  /** What is missing: `createThread`, `createThread.threadId`, `frontend`. */
  readonly capability: string;

  constructor(contract: Contract, capability: string) {
    super(`The contract "${contract.id}" does not promise ${capability}.`);
    this.capability = capability;
  }
}

/** @throws {@link CapabilityMissing} */
export function operationOf(contract: Contract, name: OperationName): Operation {
  const operation = contract.operations[name];
  if (operation === undefined) throw new CapabilityMissing(contract, name);
  return operation;
}

/**
 * The request an operation stands for. Values in paths are encoded; secrets are revealed here, where
 * they go on the wire.
 *
 * @throws {RangeError} naming a placeholder without a value
 */
export function requestOf(operation: Operation, values: TemplateValues): HttpCall {
  const plain = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
  const encoded = Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      name,
      value === undefined ? undefined : encodeURIComponent(String(value)),
    ]),
  );
  const query = Object.entries(fill(operation.query, plain) as Record<string, unknown>);
  return {
    method: operation.method,
    path: fillString(operation.path, encoded),
    query: Object.fromEntries(query.map(([name, value]) => [name, String(value)])),
    headers: fill(operation.headers, plain) as Record<string, string>,
    ...(operation.body === undefined ? {} : { body: fill(operation.body, plain) }),
  };
}

const secretName = /token|secret|password/i;

/** Characters of a body that a message quotes. */
const mostQuoted = 300;

/** Reads an exchange as the answer to an operation. */
export function answerOf(
  contract: Contract,
  operation: OperationName,
  exchange: HttpExchange,
): Answer {
  const { ok, read, good } = operationOf(contract, operation);
  for (const [name, paths] of Object.entries(read)) {
    const value = readField(exchange.json, paths);
    // Opaque tokens look like nothing in particular: remembered here, they are scrubbed everywhere.
    if (secretName.test(name) && typeof value === "string") rememberSecret(value);
  }
  const meansWell = ([name, values]: [string, readonly string[]]): boolean =>
    values.includes(String(readField(exchange.json, read[name] ?? [])));
  return {
    ...exchange,
    operation,
    ok: ok.includes(exchange.status) && Object.entries(good).every(meansWell),
    said: `HTTP ${exchange.status} ${redact(exchange.text).slice(0, mostQuoted)}`.trim(),
    read(name) {
      const paths = read[name];
      if (paths === undefined) throw new CapabilityMissing(contract, `${operation}.${name}`);
      return readField(exchange.json, paths);
    },
    field: (paths) => readField(exchange.json, paths),
  };
}

/** The header a token travels in over HTTP: the contract's, its header carrier's, or RFC 6750's. */
export function tokenHeader(contract: Contract, token: Secret): Readonly<Record<string, string>> {
  const carrier = contract.websocket.carriers.find((one) => one.kind === "header");
  const { name, value } = contract.auth.header ??
    carrier ?? { name: "authorization", value: "Bearer {token}" };
  return { [name.toLowerCase()]: fillString(value, { token: token.reveal() }) };
}

/** Where a service answers: its own URL, or the backend's when it declares none of its own. */
export function serviceUrl(
  contract: Contract,
  service: ServiceName,
  urls: { readonly http: string; readonly auth?: string; readonly frontend?: string },
): string {
  if (service === "backend") return urls.http;
  const own = urls[service];
  if (own !== undefined) return own;
  if (service === "auth") return urls.http;
  throw new CapabilityMissing(contract, service);
}
