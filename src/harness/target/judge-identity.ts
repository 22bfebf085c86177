import type { Contract } from "../../contract/contract.ts";
import { readField, readText } from "../../contract/field.ts";
import { redact } from "../../ground/redact.ts";
import type { HttpExchange } from "../wire/http/http-client.ts";
import type { Identity } from "./target.ts";

/** Who answered, judged by what it said on the identity path. */
export type Judgement =
  | { readonly state: "identified"; readonly identity: Identity }
  | { readonly state: "unreachable" | "wrong-identity"; readonly reason: string };

type IdentityContract = Contract["identity"];

/** Judges an answer: the contract's backend, that backend unwell, or something else altogether. */
export function judgeIdentity(exchange: HttpExchange, contract: IdentityContract): Judgement {
  const service = readText(exchange.json, contract.service.read);
  if (service === undefined) return judgeStranger(exchange, contract);
  if (!contract.service.oneOf.includes(service)) {
    const wanted = contract.service.oneOf.map((name) => `"${name}"`).join(" or ");
    return { state: "wrong-identity", reason: `it is ${quote(service)}, not ${wanted}` };
  }
  const status = readText(exchange.json, contract.status.read);
  const answered = exchange.status === 200 ? "" : ` (HTTP ${exchange.status})`;
  if (status === undefined) return unhealthy(`it does not say how it is${answered}`);
  if (!contract.status.healthy.includes(status) || exchange.status !== 200) {
    return unhealthy(`it says ${quote(status)}${answered}`);
  }
  return {
    state: "identified",
    identity: identityOf(exchange.json, contract, { service, status }),
  };
}

function identityOf(
  json: unknown,
  contract: IdentityContract,
  said: { readonly service: string; readonly status: string },
): Identity {
  const version = contract.version && readText(json, contract.version);
  const revision = contract.revision && readText(json, contract.revision);
  const reference =
    contract.reference !== undefined && readField(json, contract.reference) === true;
  return {
    ...said,
    ...(version === undefined ? {} : { version }),
    ...(revision === undefined ? {} : { revision }),
    reference,
  };
}

function judgeStranger(exchange: HttpExchange, contract: IdentityContract): Judgement {
  const { status } = exchange;
  const { path } = contract;
  if (status === 200) return judgeContent(exchange, contract);
  if (status >= 500) return unhealthy(`HTTP ${status} on ${path}${serverErrorHint(status)}`);
  if (status >= 300 && status < 400) return stranger(redirection(exchange));
  if (status === 401 || status === 403) return stranger(gate(exchange, path));
  if (status === 404) return stranger(`it has no ${path} (HTTP 404)${htmlHint(exchange)}`);
  if (/plain HTTP request/i.test(exchange.text)) return stranger("it expects TLS: use https://");
  return stranger(`HTTP ${status} on ${path}${htmlHint(exchange)}`);
}

function judgeContent(exchange: HttpExchange, { service }: IdentityContract): Judgement {
  if (isHtml(exchange)) return stranger(`it answers HTML, not JSON${htmlHint(exchange)}`);
  if (exchange.json === undefined) return stranger(`it answers ${kindOf(exchange)}, not JSON`);
  return stranger(`its JSON does not say who it is (no ${service.read.join(" or ")})`);
}

function redirection({ status, headers: { location } }: HttpExchange): string {
  const to = location === undefined ? "elsewhere" : `to ${quote(location)}`;
  return `it redirects ${to} (HTTP ${status}): name the final URL`;
}

function stranger(reason: string): Judgement {
  return { state: "wrong-identity", reason };
}

function unhealthy(reason: string): Judgement {
  return { state: "unreachable", reason: `unhealthy: ${reason}` };
}

function serverErrorHint(status: number): string {
  if (status === 502 || status === 504) return ": a proxy answers, nothing behind it does";
  return "";
}

function gate({ status, headers }: HttpExchange, path: string): string {
  const scheme = headers["www-authenticate"]?.split(" ", 1)[0];
  return scheme === undefined
    ? `it refuses ${path} (HTTP ${status})`
    : `a ${quote(scheme)} password gate stands in front of it (HTTP ${status})`;
}

function isHtml({ headers, text }: HttpExchange): boolean {
  return /html/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype|html)/i.test(text);
}

function htmlHint(exchange: HttpExchange): string {
  if (!isHtml(exchange)) return "";
  const title = /<title[^>]*>([^<]*)/i.exec(exchange.text.slice(0, 20_000))?.[1]?.trim();
  return title === undefined || title === "" ? ": a web page" : `: the page ${quote(title)}`;
}

function kindOf({ headers, text }: HttpExchange): string {
  if (text.trim() === "") return "nothing";
  return quote(headers["content-type"]?.split(";", 1)[0] ?? text);
}

/** Foreign text in one of our sentences: short, redacted, and without control characters. */
function quote(text: string): string {
  const clean = redact(text);
  return JSON.stringify(clean.length > 80 ? `${clean.slice(0, 79)}…` : clean);
}
