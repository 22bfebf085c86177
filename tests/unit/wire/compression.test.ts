import { describe, expect, test } from "vitest";
import { deferred } from "./deferred.ts";
import { knock } from "./knocking.ts";
import { rawServer, switching, textFrame, webSocketServer } from "./loopback.ts";

const greeting = '{"type":"hello","id":"c-1"}';
const handleProtocols = (offered: Set<string>): string | false => [...offered][0] ?? false;

describe("an offer of compression", () => {
  test("is made as browsers make it, and what was agreed is told", async () => {
    const offered = deferred<string | undefined>();
    await using server = await webSocketServer(
      (socket, { headers }) => {
        offered.resolve(headers["sec-websocket-extensions"]?.toString());
        socket.send(greeting);
      },
      { handleProtocols, perMessageDeflate: true },
    );
    const agreed = await knock(server, { compression: true });
    expect(agreed).toMatchObject({
      ...{ result: "welcomed", extensions: "permessage-deflate" },
      firstMessages: [JSON.parse(greeting)],
    });
    expect(await offered.promise).toBe("permessage-deflate; client_max_window_bits");
  });

  test("may be declined", async () => {
    await using server = await webSocketServer((socket) => socket.send(greeting), {
      ...{ handleProtocols, perMessageDeflate: false },
    });
    const declined = await knock(server, { compression: true });
    expect(declined.result).toBe("welcomed");
    expect(declined.extensions).toBeUndefined();
  });

  test("is not made unasked, and an extension nobody offered is refused", async () => {
    const asked = deferred<string>();
    await using server = await rawServer((socket, head) => {
      asked.resolve(head);
      const extra = [
        "Sec-WebSocket-Protocol: main",
        "Sec-WebSocket-Extensions: permessage-deflate",
      ];
      socket.write(Buffer.concat([Buffer.from(switching(head, extra)), textFrame(greeting)]));
    });
    const refused = await knock(server);
    expect(await asked.promise).not.toMatch(/sec-websocket-extensions/i);
    expect(refused).toMatchObject({
      ...{ result: "failed", status: 101, extensions: "permessage-deflate" },
      error: expect.stringContaining("Sec-WebSocket-Extensions"),
    });
  });
});
