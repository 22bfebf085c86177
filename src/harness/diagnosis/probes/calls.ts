import type { Operation, OperationName } from "../../../contract/contract.ts";
import { readField } from "../../../contract/field.ts";
import type { TemplateValues } from "../../../contract/template.ts";
import { explain } from "../../../ground/errors.ts";
import { redact } from "../../../ground/redact.ts";
import type { CallOptions } from "../../wire/http/api.ts";
import type { HttpExchange } from "../../wire/http/http-client.ts";
import { HttpFailure } from "../../wire/http/http-failure.ts";
import type { Answer } from "../../wire/http/operation.ts";
import type { Lab } from "../lab.ts";
import { type CallSaw, toldHeaders } from "./call-saw.ts";

/** A call and its answer, if one came; the answer stays in the probe. */
export interface Asked<Kind extends HttpExchange = HttpExchange> {
  readonly saw: CallSaw;
  readonly answer?: Kind;
}

/** Characters of a body that are kept. */
const mostKept = 200;

/** Calls one of the contract's operations. Never throws for what a server does. */
export async function ask(
  lab: Lab,
  name: OperationName,
  { values = {}, ...options }: CallOptions & { readonly values?: TemplateValues } = {},
): Promise<Asked<Answer>> {
  const operation = lab.contract.operations[name];
  const known = { name, method: operation?.method ?? "", path: operation?.path ?? "" };
  // Through the wire, which takes away again what was made on somebody else's deployment.
  const call = lab.wire.call(name, values, options);
  return await told(lab, known, { call, ok: ({ ok }) => ok, operation });
}

/** A request that is no operation of the contract. */
export interface Request {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** @default any 2xx */
  readonly ok?: readonly number[];
}

/** Sends any request to the backend. Never throws for what a server does. */
export async function askAny(lab: Lab, request: Request): Promise<Asked> {
  const { name, method, path, headers = {}, body, ok } = request;
  const call = lab.wire.api.client("backend").call({
    ...{ method, path, headers, timeoutMs: lab.limits.answerMs, signal: lab.wire.signal },
    ...(body === undefined ? {} : { body }),
  });
  const isOk = ({ status }: HttpExchange): boolean =>
    ok === undefined ? status >= 200 && status < 300 : ok.includes(status);
  return await told(lab, { name, method, path }, { call, ok: isOk });
}

interface Telling<Kind extends HttpExchange> {
  readonly call: Promise<Kind>;
  readonly ok: (answer: Kind) => boolean;
  readonly operation?: Operation | undefined;
}

async function told<Kind extends HttpExchange>(
  lab: Lab,
  known: Pick<CallSaw, "name" | "method" | "path">,
  { call, ok, operation }: Telling<Kind>,
): Promise<Asked<Kind>> {
  try {
    const answer = await call;
    return { saw: { ...known, ...seen(lab, answer, operation), ok: ok(answer) }, answer };
  } catch (error) {
    lab.wire.signal.throwIfAborted();
    const failure =
      error instanceof HttpFailure ? (error.networkCode ?? "FAILED") : redact(explain(error));
    const elapsedMs = error instanceof HttpFailure ? error.elapsedMs : 0;
    const isBegun = error instanceof HttpFailure && error.phase === "body";
    const begun = isBegun ? { brokenOff: true as const } : {};
    const nothing = { missing: [], unsafe: [], said: "", isJson: false, reasoned: false };
    return { saw: { ...known, ...nothing, ...begun, failure, elapsedMs, ok: false, headers: {} } };
  }
}

function seen(
  { contract }: Lab,
  answer: HttpExchange,
  operation: Operation | undefined,
): Omit<CallSaw, "name" | "method" | "path" | "ok"> {
  const { status, headers, json, text, elapsedMs } = answer;
  const { errorFields, securityHeaders } = contract.http;
  const isPromised = operation?.ok.includes(status) === true;
  return {
    ...{ status, elapsedMs, isJson: json !== undefined },
    headers: Object.fromEntries(
      toldHeaders.flatMap((name) => {
        const value = headers[name];
        return value === undefined ? [] : [[name, redact(value)]];
      }),
    ),
    said: redact(text).slice(0, mostKept),
    missing: isPromised
      ? Object.entries(operation.read).flatMap(([name, paths]) =>
          readField(json, paths) === undefined ? [name] : [],
        )
      : [],
    reasoned: errorFields.length === 0 || errorFields.some((field) => isTold(json, field)),
    unsafe: Object.entries(securityHeaders).flatMap(([name, pattern]) =>
      new RegExp(pattern, "i").test(headers[name.toLowerCase()] ?? "") ? [] : [name],
    ),
  };
}

function isTold(json: unknown, field: string): boolean {
  const value = readField(json, [field]);
  return value !== undefined && value !== "" && value !== false;
}
