import type { Contract } from "../../contract/contract.ts";
import { readField, readText } from "../../contract/field.ts";
import { redact } from "../../ground/redact.ts";
import type { HttpExchange } from "../wire/http/http-client.ts";
import type { Identity } from "./target.ts";

/** Not the contract's backend in good health. `reason` is the end of a sentence about it. */
export interface Refusal {
  readonly state: "unreachable" | "wrong-identity";
  readonly reason: string;
  /** It is the contract's backend, and says that it is not well. */
  readonly isOwn?: true;
  /** Something is there that does not say who it is: for all we know, the backend in trouble. */
  readonly isThere?: true;
}

/** Who answered, judged by what it said on the identity path. */
export type Judgement = { readonly state: "identified"; readonly identity: Identity } | Refusal;

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
  if (status === undefined) {
    return { ...unhealthy(`it does not say how it is${answered}`), isOwn: true };
  }
  if (!contract.status.healthy.includes(status) || exchange.status !== 200) {
    return { ...unhealthy(`it says ${quote(status)}${answered}`), isOwn: true };
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
  if (status >= 500) {
    const hints = `${serverErrorHint(status)}${serverOf(exchange)}`;
    return { ...unhealthy(`HTTP ${status} on ${path}${hints}`), isThere: true };
  }
  // Whoever counts requests has not said who is behind it, and may answer a moment later.
  if (status === 429)
    return unhealthy(`it limits the rate of requests (HTTP 429)${serverOf(exchange)}`);
  if (status >= 300 && status < 400) return stranger(redirection(exchange, path));
  if (status === 401 || status === 403) return stranger(gate(exchange, path));
  if (status === 404) {
    const place =
      htmlHint(exchange) === ""
        ? ": not deployed here, or under another base path"
        : htmlHint(exchange);
    return stranger(`it has no ${path} (HTTP 404)${place}${serverOf(exchange)}`);
  }
  if (/plain HTTP request/i.test(exchange.text)) return stranger("it expects TLS: use https://");
  return stranger(`HTTP ${status} on ${path}${htmlHint(exchange)}${serverOf(exchange)}`);
}

function judgeContent(exchange: HttpExchange, { service }: IdentityContract): Judgement {
  if (isListing(exchange)) return stranger(`it lists a folder: a file server${serverOf(exchange)}`);
  if (isHtml(exchange)) {
    return stranger(
      `it answers HTML, not JSON${htmlHint(exchange)}, as a frontend does on every path${serverOf(exchange)}`,
    );
  }
  if (exchange.json === undefined) return stranger(`it answers ${kindOf(exchange)}, not JSON`);
  const wanted = service.read.join(" or ");
  return stranger(`its JSON does not say who it is (no ${wanted}${fieldsOf(exchange.json)})`);
}

/** What another API says instead: enough for a person to recognise it. */
function fieldsOf(json: unknown): string {
  if (json === null || typeof json !== "object") return "";
  if (Array.isArray(json)) return "; it is a list";
  const names = Object.keys(json).slice(0, 4).map(quote);
  return names.length === 0 ? "" : `; it has ${names.join(", ")}`;
}

function redirection({ status, headers: { location }, url }: HttpExchange, path: string): string {
  const to = location === undefined ? "elsewhere" : `to ${quote(location)}`;
  const final =
    location !== undefined && URL.canParse(location, url) ? new URL(location, url) : url;
  return `it redirects ${to} (HTTP ${status}): ${destination(new URL(final), path)}`;
}

/** A redirect that keeps the path only moved; one that does not, such as to a login, leads elsewhere. */
function destination(final: URL, path: string): string {
  if (!/^https?:$/.test(final.protocol) || !final.pathname.endsWith(path)) {
    return "it leads away from the path that was asked for, as a login does; name the backend itself";
  }
  const base = `${final.origin}${final.pathname.slice(0, -path.length)}`;
  return `name ${quote(base).slice(1, -1)}`;
}

function stranger(reason: string): Refusal {
  return { state: "wrong-identity", reason };
}

function unhealthy(reason: string): Refusal {
  return { state: "unreachable", reason: `unhealthy: ${reason}` };
}

function serverErrorHint(status: number): string {
  if (status === 502 || status === 504) return ": a proxy answers, nothing behind it does";
  return "";
}

function gate(exchange: HttpExchange, path: string): string {
  const { status } = exchange;
  const scheme = exchange.headers["www-authenticate"]?.split(" ", 1)[0];
  if (scheme === undefined) return `it refuses ${path} (HTTP ${status})${serverOf(exchange)}`;
  return /^(basic|digest|negotiate|ntlm)$/i.test(scheme)
    ? `a ${quote(scheme)} password gate stands in front of it (HTTP ${status})${serverOf(exchange)}`
    : `it asks for ${quote(scheme)} authorization on ${path} (HTTP ${status})${serverOf(exchange)}`;
}

function isListing({ text }: HttpExchange): boolean {
  return /<(title|h1)>\s*(index of|directory listing|listing directory)/i.test(
    text.slice(0, 20_000),
  );
}

/** Who says so, by its own word: a proxy's answer is not the backend's. */
function serverOf({ headers: { server } }: HttpExchange): string {
  return server === undefined || server === "" ? "" : `; server ${quote(server)}`;
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
