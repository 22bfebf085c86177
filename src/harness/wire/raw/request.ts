import { randomBytes } from "node:crypto";

/** An upgrade to be asked for, as it goes on the wire. */
export interface RawRequest {
  /** ws or wss, with its query. */
  readonly url: string;
  /** Subprotocols, raw, in order. @default none */
  readonly offer?: readonly string[];
  /** Value of Sec-WebSocket-Extensions. @default none */
  readonly extensions?: string;
  /** Beside the ones an upgrade needs. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `false` asks the same plainly, without upgrading. @default true */
  readonly upgrade?: boolean;
  /** @default a new one */
  readonly key?: string;
  /** Address to connect to instead of looking the host up. */
  readonly address?: string;
}

/** An HTTP/1.1 request whose bytes are known. */
export interface RawBytes {
  readonly text: string;
  readonly key: string;
}

/** Spells a request out (RFC 6455 section 4.1). */
export function spellOut(request: RawRequest): RawBytes {
  const url = new URL(request.url);
  const key = request.key ?? randomBytes(16).toString("base64");
  const { offer = [], extensions } = request;
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    ...(request.upgrade === false
      ? ["Accept: */*"]
      : [
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          `Sec-WebSocket-Key: ${key}`,
          ...(extensions === undefined ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
          ...(offer.length === 0 ? [] : [`Sec-WebSocket-Protocol: ${offer.join(", ")}`]),
        ]),
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  return { text: `${lines.join("\r\n")}\r\n\r\n`, key };
}
