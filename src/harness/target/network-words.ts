import { explain } from "../../ground/errors.ts";
import type { HttpFailure } from "../wire/http/http-client.ts";

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "closed the connection without an answer",
  UND_ERR_SOCKET: "closed the connection without an answer",
  EPIPE: "closed the connection without an answer",
  ENOTFOUND: "host name not known",
  EAI_AGAIN: "the name server did not answer",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  EADDRNOTAVAIL: "this machine has no such address family",
  EAFNOSUPPORT: "this machine has no such address family",
  ERR_SSL_WRONG_VERSION_NUMBER: "speaks plain HTTP, not TLS: use http://",
  EPROTO: "speaks plain HTTP, not TLS: use http://",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed (NODE_EXTRA_CA_CERTS can trust it)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate chain is self-signed (NODE_EXTRA_CA_CERTS can trust it)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate's issuer is not known (NODE_EXTRA_CA_CERTS can trust it)",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate's issuer is not known (NODE_EXTRA_CA_CERTS can trust it)",
};

const timeouts = [
  "TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
];

/** What went wrong on the way to an answer, in plain words with the network's own. */
export function networkWords(failure: HttpFailure, limitMs: number): string {
  const { networkCode: code, cause } = failure;
  if (isParserError(cause)) return "answers something that is not HTTP";
  if (code === undefined) return `no answer: ${explain(cause)}`;
  if (timeouts.includes(code)) return `no answer within ${seconds(limitMs)}`;
  const known = words[code];
  return known === undefined ? `no answer (${code})` : `${known} (${code})`;
}

function isParserError(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "HTTPParserError";
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
