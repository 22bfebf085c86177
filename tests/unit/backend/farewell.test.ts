import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { farewell } from "../../../src/fixtures/backend/farewell.ts";

async function connected(): Promise<Socket> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect(server.address() as { port: number });
  const [peer] = (await once(server, "connection")) as [Socket];
  onTestFinished(() => {
    peer.destroy();
    server.close();
  });
  if (socket.connecting) await once(socket, "connect");
  return socket;
}

describe("a farewell", () => {
  test("comes when a socket closes", async () => {
    const socket = await connected();
    const gone = farewell(socket);
    socket.destroy();
    await expect(gone).resolves.toBeUndefined();
    expect(socket.closed).toBe(true);
  });

  test("comes when a socket is to be reset in the moment of its goodbye", async () => {
    const socket = await connected();
    const gone = farewell(socket);
    // What Node says after `end`, `resetAndDestroy` and `destroy` at once. The real thing leaves a handle that
    // nobody can close, which keeps a worker from ending.
    socket.emit("error", Object.assign(new Error("reset EINVAL"), { syscall: "reset" }));
    await expect(gone).resolves.toBeUndefined();
    expect(socket.closed).toBe(false);
    socket.destroy();
  });
});
