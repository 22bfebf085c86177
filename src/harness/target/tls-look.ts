import { isIP } from "node:net";
import type { HttpFailure } from "../wire/http/http-client.ts";
import { isHangUp, isParserError } from "./network-words.ts";
import { bareHost } from "./url-rules.ts";

/** Whether a plain question failed the way it does on a port that speaks TLS. */
export function mayBeTls(url: string, failure: HttpFailure): boolean {
  return url.startsWith("http:") && (isHangUp(failure) || isParserError(failure.cause));
}

/** Whether a TLS handshake succeeds there. Nothing is sent over it, so nobody's certificate matters. */
export async function speaksTls(url: string, limitMs: number): Promise<boolean> {
  if (limitMs <= 0) return false;
  const { connect } = await import("node:tls");
  const at = new URL(url);
  const host = bareHost(at);
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(at.port || 80),
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const conclude = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(limitMs, () => conclude(false));
    socket.on("error", () => conclude(false));
    socket.on("close", () => conclude(false));
    socket.on("secureConnect", () => conclude(true));
  });
}
