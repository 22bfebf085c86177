import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { Command } from "./command.ts";

interface Served extends Disposable {
  readonly http: string;
  readonly port: number;
}

/** The reference backend in a process of its own, as `gapproof serve` runs it. */
export async function serve(): Promise<Served> {
  const command = new Command(["serve", "--port", "0", "--json"]);
  const [line] = await command.said(/^\{.*\}$/m);
  const { http, port } = JSON.parse(line) as { http: string; port: number };
  return { http, port, [Symbol.dispose]: () => command[Symbol.dispose]() };
}

/** A server that is no backend at all. */
export async function dumbServer(
  listener: RequestListener,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener);
  // Without a listener Node destroys an upgrade; these answer it like any other request.
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    );
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A path to a backend that resets the first WebSocket upgrade through it, and no other. */
export async function stumblingPath(
  port: number,
): Promise<AsyncDisposable & { readonly url: string }> {
  let stumbled = false;
  const sockets = new Set<Socket>();
  const server = createTcpServer((client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("data", (head) => {
      if (!stumbled && /upgrade: websocket/i.test(String(head))) {
        stumbled = true;
        client.resetAndDestroy();
        return;
      }
      const backend = connect(port, "127.0.0.1");
      sockets.add(backend);
      backend.on("error", () => client.destroy());
      backend.write(head);
      client.pipe(backend).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port nobody listens on: one that was just given back. */
export async function deadUrl(): Promise<string> {
  const server = await dumbServer(() => {});
  await server[Symbol.asyncDispose]();
  return server.url;
}
