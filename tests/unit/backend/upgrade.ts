import { request } from "node:http";
import type { Backend } from "../../../src/fixtures/backend/index.ts";

/** The status of an upgrade request. */
export async function upgrade(
  backend: Backend,
  path: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const call = request(`${backend.url}${path}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...headers,
      },
    });
    call.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode);
    });
    call.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on("error", reject);
    call.end();
  });
}
