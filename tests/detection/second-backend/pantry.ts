import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { counter, pathOf } from "./counter.ts";
import { GuestBook } from "./guest-book.ts";
import { type Fault, type House, Visit } from "./visit.ts";

interface Pantry extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
}

/** Longest frame, in bytes; ws ends the connection of a longer one with 1009. */
const maxPayload = 64 * 1024;

/**
 * A recipe assistant: the smallest backend that keeps a contract which has no word in common with the
 * default one.
 *
 * @param fault - what is to be wrong with it
 */
export async function startPantry(fault?: Fault): Promise<Pantry> {
  const house: House = { book: new GuestBook(), visits: new Set(), fault };
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  const server = createServer(counter(house.book));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    if (pathOf(request) !== "/socket") return refuse(socket);
    sockets.handleUpgrade(request, socket, head, (accepted) => new Visit(accepted, house));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function refuse(socket: Duplex): void {
  socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}
