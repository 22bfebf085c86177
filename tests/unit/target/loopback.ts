import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";

/** A server on this machine, on a port of its own, gone when disposed. */
export interface Loopback extends AsyncDisposable {
  readonly port: number;
  /** With the address 127.0.0.1. */
  readonly url: string;
  /** With the name `localhost`. */
  readonly localhost: string;
  /** Paths asked for so far. */
  readonly asked: readonly string[];
}

/** Nothing listens on port 1 of any sane machine, so it refuses at once. */
export const deadPort = 1;
export const deadUrl = "http://127.0.0.1:1";

export const healthy = {
  service: "netra-ai-platform",
  status: "healthy",
  version: "1.0.0",
  deployment: { revision: "abc123" },
};

/** A backend that answers this JSON on every path. */
export function answering(body: unknown = healthy, status = 200): Promise<Loopback> {
  return serving((_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
}

export async function serving(listener: RequestListener, host = "127.0.0.1"): Promise<Loopback> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    listener(request, response);
  });
  return { ...(await listening(server, host)), asked };
}

/** Accepts connections and says nothing. */
export async function silent(): Promise<Loopback & { readonly connected: Promise<void> }> {
  let report: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => {
    report = resolve;
  });
  return { ...(await raw(() => report())), connected };
}

/** Speaks TCP by hand. */
export async function raw(onSocket: (socket: Socket) => void): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...addresses((server.address() as AddressInfo).port),
    asked: [],
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server, host: string): Promise<Omit<Loopback, "asked">> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    ...addresses((server.address() as AddressInfo).port),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addresses(port: number): { port: number; url: string; localhost: string } {
  return { port, url: `http://127.0.0.1:${port}`, localhost: `http://localhost:${port}` };
}
