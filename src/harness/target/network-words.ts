import { explain } from "../../ground/errors.ts";
import { redact } from "../../ground/redact.ts";
import type { HttpFailure } from "../wire/http/http-client.ts";
import type { Refusal } from "./judge-identity.ts";

/** The limits a question was asked within. */
export interface AskedWithin {
  readonly limitMs: number;
  readonly connectMs: number;
}

const hangUps = ["ECONNRESET", "UND_ERR_SOCKET", "EPIPE"];
const plainHttp = "speaks plain HTTP, not TLS: use http://";
const untrusted = "NODE_EXTRA_CA_CERTS=<file> makes Node trust one that it does not know";

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host name not known",
  EAI_AGAIN: "the name server did not answer",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  EADDRNOTAVAIL: "this machine has no such address family",
  EAFNOSUPPORT: "this machine has no such address family",
  ERR_SSL_WRONG_VERSION_NUMBER: plainHttp,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plainHttp,
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet, or this machine's clock is late",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name",
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is self-signed; ${untrusted}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate's issuer is not known; ${untrusted}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate's issuer is not known; ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT: `its certificate's issuer is not known; ${untrusted}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its certificate's issuer is not known; ${untrusted}`,
  UND_ERR_HEADERS_OVERFLOW: "sends more headers than fit",
};

const connectTimeouts = ["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"];
/** No connection ever stood: whoever was meant is not up, or not here. */
const nobodyThere: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
  ...connectTimeouts,
]);

const timeouts = ["TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];

/** What went wrong on the way to an answer, in plain words with the network's own. */
export function networkWords(failure: HttpFailure, within: AskedWithin): Refusal {
  // Whoever talks without end has answered, only not as a backend that says who it is.
  if (failure.networkCode === "BODY_TOO_LARGE") {
    return { state: "wrong-identity", reason: "its answer is too large to say who it is" };
  }
  const reason = reasonOf(failure, within);
  const { networkCode = "" } = failure;
  if (nobodyThere.has(networkCode)) return { state: "unreachable", reason };
  return { state: "unreachable", reason, isThere: true };
}

/** Whether the connection was there, and gone before an answer. */
export function isHangUp({ networkCode }: HttpFailure): boolean {
  return networkCode !== undefined && hangUps.includes(networkCode);
}

export function isParserError(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "HTTPParserError";
}

function reasonOf(failure: HttpFailure, within: AskedWithin): string {
  const { networkCode: code, cause } = failure;
  if (isParserError(cause)) return "answers something that is not HTTP";
  if (code === undefined) return `no answer: ${explain(cause)}`;
  if (connectTimeouts.includes(code)) {
    return `no connection within ${seconds(within.connectMs)}: a firewall and an address nobody has do this`;
  }
  if (timeouts.includes(code)) return silence(failure, within);
  if (isHangUp(failure)) return hangUp(failure);
  if (code === "EPROTO") return handshakeFailure(cause);
  const known = words[code];
  return known === undefined ? `no answer (${code})` : `${known} (${code})${otherNames(cause)}`;
}

/** The connection stood, or the limit of connecting would have ended the wait before this one. */
function silence({ phase }: HttpFailure, { limitMs }: AskedWithin): string {
  return phase === "body"
    ? `no whole answer within ${seconds(limitMs)}: it began one and did not end it`
    : `no answer within ${seconds(limitMs)}: it accepts connections and says nothing, as a paused container does`;
}

function hangUp({ networkCode, phase }: HttpFailure): string {
  return phase === "body"
    ? `closed the connection in the middle of its answer (${networkCode})`
    : `closed the connection without an answer (${networkCode}): it accepts and hangs up, as docker-proxy does with nothing listening behind it`;
}

/** Older Nodes say `EPROTO` for every handshake that fails, and the rest in the message. */
function handshakeFailure(cause: unknown): string {
  const text = explain(cause);
  return /wrong version number|packet length too long|http request/i.test(text)
    ? `${plainHttp} (EPROTO)`
    : `no TLS handshake (EPROTO): ${text}`;
}

/** The names a certificate is for, when it is for others. */
function otherNames(cause: unknown): string {
  if (!(cause instanceof Error && "cert" in cause)) return "";
  const names = (cause.cert as { subjectaltname?: unknown } | undefined)?.subjectaltname;
  return typeof names === "string" ? `: it is for ${redact(names).slice(0, 120)}` : "";
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
