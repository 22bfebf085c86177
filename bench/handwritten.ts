import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request } from "undici";
import { WebSocket } from "ws";

/** The golden path as one would write it by hand, with no evidence kept: the floor to measure from. */
export async function handwrittenJourney(baseUrl: string): Promise<string> {
  const token = await register(baseUrl);
  const encoded = Buffer.from(token).toString("base64url");
  const socket = new WebSocket(`${baseUrl.replace("http", "ws")}/ws`, [
    "jwt-auth",
    `jwt.${encoded}`,
  ]);
  try {
    return await ask(socket);
  } finally {
    socket.close();
    await once(socket, "close");
  }
}

async function register(baseUrl: string): Promise<string> {
  const id = randomUUID();
  const answer = await request(`${baseUrl}/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: `${id}@example.com`, password: id, name: "bench" }),
  });
  const body = (await answer.body.json()) as { access_token: string };
  return body.access_token;
}

function ask(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "connection_established") {
        const payload = { content: "How can we cut our spend?", thread_id: `t_${randomUUID()}` };
        socket.send(JSON.stringify({ type: "user_message", payload }));
      }
      if (message.type === "agent_completed" && message.agent_name === "Supervisor") {
        resolve(message.final_response);
      }
    });
  });
}
