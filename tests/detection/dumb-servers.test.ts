import { writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { Contract } from "../../src/contract/contract.ts";
import { defaultContract } from "../../src/contract/default.ts";
import { type Report, reportSchema } from "../../src/harness/report/schema.ts";
import { proves } from "../catalogue/proves.ts";
import { Command } from "./command.ts";
import { dumbServer } from "./serving.ts";

type Dumb = AsyncDisposable & { readonly url: string };

const identity = { service: "netra-ai-platform", status: "healthy", version: "1", timestamp: 1 };

/** Healthy, and nothing else: discovery is empty, everything else unknown, the socket refused. */
const healthOnly: RequestListener = (request, response) => {
  response.setHeader("content-type", "application/json");
  if (request.url === "/health") response.end(JSON.stringify(identity));
  else if (request.url?.startsWith("/api/discovery")) response.end('{"services":{}}');
  else response.writeHead(404).end('{"detail":"Not Found"}');
};

/** Takes every connection and never says a word. */
async function silentServer(): Promise<Dumb> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Says 200 and everything it was told, over HTTP and over any socket. */
async function echoServer(): Promise<Dumb> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    response.setHeader("content-type", "application/json");
    response.end(body === "" ? JSON.stringify({ ...identity, url: request.url }) : body);
  });
  const sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  sockets.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The default contract with the shortest deadlines a check may have: nothing will come anyway. */
function impatient(): Contract {
  const { limits } = defaultContract;
  const brief = Object.fromEntries(
    Object.entries(limits.local).map(([name, value]) => [
      name,
      typeof value === "number" && value > 2_000 ? 2_000 : value,
    ]),
  );
  return { ...defaultContract, limits: { ...limits, local: { ...limits.local, ...brief } } };
}

async function priorityOne(url: string): Promise<Report["checks"]> {
  // All of them stand in one phase: the files of the others need not be read.
  const some = ["--project", "staging-e2e", "-t", "P1-0"];
  const args = ["gate", "--json", "--no-preflight", "--target", url, ...some];
  using command = new Command(args, {}, (cwd) => {
    const file = join(cwd, "gapproof.config.json");
    writeFileSync(file, JSON.stringify({ contract: impatient() }));
  });
  const { code, stdout, stderr } = await command.finished;
  expect(code, stderr).toBe(1);
  return reportSchema.parse(JSON.parse(stdout)).checks;
}

describe("the 25 priority-1 checks", () => {
  test.for([
    ["503 to everything", () => dumbServer((_, response) => response.writeHead(503).end("{}"))],
    ["404 to everything", () => dumbServer((_, response) => response.writeHead(404).end("{}"))],
    ["health and empty discovery only", () => dumbServer(healthOnly)],
    ["nothing at all", silentServer],
    ["back what it was told", echoServer],
  ] as const)(
    "all really run, and none passes, against a server that says %s",
    proves("M03"),
    async ([, start]) => {
      await using server: Dumb = await start();
      const checks = await priorityOne(server.url);
      const numbers = checks.map(({ title }) => /P1-(\d{3})/.exec(title)?.[1]).toSorted();
      expect(numbers).toEqual(Array.from({ length: 25 }, (_, n) => String(n + 1).padStart(3, "0")));
      const notFailed = checks.filter(({ state }) => state !== "failed");
      expect(notFailed.map(({ id, state, skip }) => `${id} ${state} ${skip?.reason}`)).toEqual([]);
      for (const { attempts } of checks) expect(attempts.length).toBeGreaterThan(0);
    },
  );
});
