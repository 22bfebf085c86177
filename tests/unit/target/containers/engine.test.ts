import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Engine, EngineFailure } from "../../../../src/harness/target/containers/engine.ts";
import {
  readEngineAddress,
  socketAddress,
} from "../../../../src/harness/target/containers/engine-address.ts";
import { engineThat, engineWith } from "./engine-server.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function failureAt(path: string): Promise<unknown> {
  await using engine = new Engine(socketAddress(path));
  return await engine.getJson("/containers/json").catch((error: unknown) => error);
}

describe("an engine's address", () => {
  test.each([
    ["unix:///run/docker.sock", { socketPath: "/run/docker.sock", origin: "http://localhost" }],
    ["tcp://127.0.0.1:2375", { name: "tcp://127.0.0.1:2375", origin: "http://127.0.0.1:2375" }],
    ["tcp://localhost", { origin: "http://localhost:2375" }],
    ["tcp://localhost:80", { origin: "http://localhost" }],
    ["tcp://[::1]:2375/", { origin: "http://[::1]:2375" }],
    ["tcp://build.lan:2375", { origin: "http://build.lan:2375", host: "build.lan" }],
    ["http://10.0.0.5:2375", { name: "tcp://10.0.0.5:2375", host: "10.0.0.5" }],
  ])("%s is read", (text, address) => {
    expect(readEngineAddress(text)).toMatchObject(address);
  });

  test.each([
    "ssh://me@far",
    "npipe:////./pipe/docker_engine",
    "fd://",
    "unix://here",
    "here",
    "tcp://:x",
  ])("%s is not, with the reason", (text) => {
    expect(readEngineAddress(text)).toMatchObject({ name: text, unusable: expect.any(String) });
  });

  test("on this machine has its published ports here, on another one there", () => {
    expect(readEngineAddress("tcp://127.0.0.1:2375")).not.toHaveProperty("host");
    expect(readEngineAddress("tcp://[fd00::1]:2375")).toMatchObject({ host: "fd00::1" });
  });
});

describe("Engine", () => {
  test("asks without a version, and reads what it is answered", async () => {
    await using server = await engineWith([{ name: "a" }]);
    await using engine = new Engine(socketAddress(server.socket));
    expect(await engine.getJson("/containers/json?all=1")).toMatchObject([{ Id: "id-a" }]);
    expect(server.asked).toEqual(["/containers/json?all=1"]);
  });

  test("says that nothing is there", async () => {
    const missing = await failureAt(join(folder, "none.sock"));
    expect(missing).toBeInstanceOf(EngineFailure);
    expect(missing).toMatchObject({ isAbsent: true, message: "does not exist" });
  });

  test("says that nobody listens on a file", async () => {
    const file = join(folder, "plain");
    writeFileSync(file, "");
    expect(await failureAt(file)).toMatchObject({
      isAbsent: false,
      message: "refuses connections: no engine runs there (ECONNREFUSED)",
    });
  });

  test.skipIf(process.getuid?.() === 0)("says that this user may not", async () => {
    await using server = await engineWith([]);
    chmodSync(server.socket, 0o000);
    expect(await failureAt(server.socket)).toMatchObject({
      message: "may not be used by this user (EACCES)",
    });
  });

  test("hands on what the engine itself says against it", async () => {
    await using server = await engineThat((_, response) =>
      response.writeHead(500).end('{"message":"layers are \\"gone\\""}'),
    );
    expect(await failureAt(server.socket)).toMatchObject({
      message: 'answers HTTP 500: layers are "gone"',
    });
  });

  test("says that something else answers", async () => {
    const path = join(folder, "ssh.sock");
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write("SSH-2.0-OpenSSH_9.2\r\n");
      onTestFinished(() => {
        socket.destroy();
        server.close();
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await failureAt(path)).toMatchObject({ message: "answers something that is not HTTP" });
  });

  test("waits two seconds for an answer, and no longer", async () => {
    await using server = await engineThat(() => undefined);
    const start = performance.now();
    expect(await failureAt(server.socket)).toMatchObject({ message: "did not answer within 2 s" });
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
