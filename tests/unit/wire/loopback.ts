import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";

/** A server of the test's own on a free port of this machine. */
export interface Loopback extends AsyncDisposable {
  /** `ws://127.0.0.1:<port>/ws` */
  readonly url: string;
  readonly port: number;
  /** TCP connections open now. */
  openSockets(): number;
  /** Resolves when the last client is gone. */
  empty(): Promise<void>;
}

/** A real WebSocket server; `onSocket` is its whole behaviour. */
export async function webSocketServer(
  onSocket: (socket: WebSocket, request: IncomingMessage) => void,
  options: ServerOptions = {},
): Promise<Loopback> {
  const http = createServer((_request, response) => response.writeHead(404).end());
  const ws = new WebSocketServer({ server: http, ...options });
  ws.on("connection", (socket, request) => {
    socket.on("error", () => {});
    onSocket(socket, request);
  });
  return await listen(http);
}

/** A server that answers an upgrade with whatever the test writes. */
export async function rawServer(
  onRequest: (socket: Socket, request: string) => void,
): Promise<Loopback> {
  const tcp = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => onRequest(socket, data.toString()));
  });
  return await listen(tcp);
}

/** A server that refuses every upgrade with one answer. */
export async function refusingServer(status: number, body: string): Promise<Loopback> {
  return await rawServer((socket) => {
    const head = `HTTP/1.1 ${status} Refused\r\nContent-Length: ${body.length}\r\n\r\n`;
    socket.end(head + body);
  });
}

/** The answer that opens the connection. */
export function switching(request: string, headers: readonly string[] = []): string {
  const key = /sec-websocket-key: (.+)\r/i.exec(request)?.[1] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept.digest("base64")}`,
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A short unmasked text frame (RFC 6455 section 5.2). */
export function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);
}

/**
 * Ends a connection by RST alone. Node's own `resetAndDestroy` sends a FIN first when it can, which is
 * another ending.
 */
export function reset(socket: Socket): void {
  const { _handle: handle } = socket as unknown as { _handle: { reset(done: () => void): void } };
  handle.reset(() => socket.destroy());
}

interface Listening {
  listen(port: number, host: string, callback: () => void): unknown;
  address(): AddressInfo | string | null;
  close(callback: () => void): unknown;
  on(event: "connection", listener: (socket: Socket) => void): unknown;
}

async function listen(server: Listening | Server): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of waiting.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    port,
    openSockets: () => sockets.size,
    empty: () =>
      sockets.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
