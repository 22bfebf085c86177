import { get } from "node:http";
import { describe, expect, test } from "vitest";
import { serveCommand } from "../../../src/cli/commands/serve.ts";
import type { Io } from "../../../src/cli/io.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import type { ExitCode } from "../../../src/ground/exit-code.ts";

/** A world that keeps what a command says and can be interrupted. */
class World implements Io {
  readonly env: Io["env"];
  readonly cwd = "/";
  readonly interactive = false;
  readonly color = false;
  readonly exits: ExitCode[] = [];
  readonly #interruption = new AbortController();
  readonly #listeners: (() => void)[] = [];
  text = "";

  constructor(env: Io["env"] = {}) {
    this.env = env;
  }

  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }

  out(text: string): void {
    this.text += text;
    for (const heard of this.#listeners.splice(0)) heard();
  }

  err(text: string): void {
    this.out(text);
  }

  exit(code: ExitCode): void {
    this.exits.push(code);
  }

  interrupt(): void {
    this.#interruption.abort();
  }

  /** Resolves at the command's first word. */
  async spoken(): Promise<string> {
    if (this.text === "") await new Promise<void>((resolve) => this.#listeners.push(resolve));
    return this.text;
  }

  async run(...args: string[]): Promise<void> {
    await serveCommand(this).parseAsync(args, { from: "user" });
  }
}

describe("gapproof serve", () => {
  test("prints where it listens as one line of JSON, and ends with 130 when interrupted", async () => {
    const world = new World();
    const running = world.run("--port", "0", "--revision", "abc", "--json");
    const said = await world.spoken();
    expect(said.trimEnd().split("\n")).toHaveLength(1);
    const { http, ...rest } = JSON.parse(said);
    expect(rest).toMatchObject({ host: "127.0.0.1", revision: "abc", pid: process.pid });
    expect(rest.ws).toBe(`${http.replace("http", "ws")}/ws`);
    expect(await (await fetch(`${http}/health`)).json()).toMatchObject({
      deployment: { revision: "abc" },
    });
    world.interrupt();
    await running;
    expect(world.exits).toEqual([130]);
    await expect(fetch(`${http}/health`)).rejects.toThrow("fetch failed");
  });

  test("tells a person how to point the gate at it, and never the secret", async () => {
    const secret = "a-secret-that-two-processes-share-0123456789";
    const world = new World({ JWT_SECRET_KEY: secret });
    const running = world.run("--port", "0", "--pace", "2.5", "--seed", "3");
    const said = await world.spoken();
    const url = /TEST_BACKEND_URL=(\S+) npm run gate/.exec(said)?.[1];
    expect(said).toContain(`health  ${url}/health`);
    expect(said).not.toContain(secret);
    world.interrupt();
    await running;
  });

  test("shows a wildcard host as an address one can connect to", async () => {
    const world = new World();
    const running = world.run("--port", "0", "--host", "0.0.0.0", "--json");
    expect(JSON.parse(await world.spoken())).toMatchObject({
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      host: "0.0.0.0",
    });
    world.interrupt();
    await running;
  });

  test("a port in use is a configuration error that names the flag", async () => {
    await using backend = await startBackend();
    const running = new World().run("--port", String(backend.port));
    await expect(running).rejects.toMatchObject({ exitCode: 2, subject: "--port" });
    await expect(running).rejects.toThrow(
      `--port must be a port nobody listens on, got "${backend.port}".`,
    );
  });

  test.each([
    [["--port", "99999"], '--port must be a whole number between 0 and 65535, got "99999".'],
    [["--port", "http"], '--port must be a whole number between 0 and 65535, got "http".'],
    [["--port", "0", "--pace", "-1"], '--pace must be a number between 0 and 60000, got "-1".'],
    [["--port", "0", "--host", "256.0.0.1"], "--host must be an address of this machine"],
  ])("refuses %j", async (args, message) => {
    const running = new World().run(...args);
    await expect(running).rejects.toBeInstanceOf(ConfigurationError);
    await expect(running).rejects.toThrow(message);
  });

  test("refuses a secret that is too short without showing it", async () => {
    const running = new World({ JWT_SECRET: "short-secret" }).run("--port", "0");
    await expect(running).rejects.toThrow(
      'JWT_SECRET must have at least 32 characters, got "12 characters".',
    );
  });
});

describe("gapproof serve --fault", () => {
  test("plays a fault, and says which", async () => {
    const world = new World();
    const running = world.run("--port", "0", "--json", "--fault", "handshake.selects-nothing");
    const { http, faults } = JSON.parse(await world.spoken());
    expect(faults).toEqual(["handshake.selects-nothing"]);
    expect((await fetch(`${http}/health`)).status).toBe(200);
    expect(await selected(http)).toBe("");
    world.interrupt();
    await running;
  });

  test("plays several at once", async () => {
    const world = new World();
    const ids = ["handshake.selects-nothing", "agent.misses-tool-completed"];
    const running = world.run("--port", "0", ...ids.flatMap((id) => ["--fault", id]));
    expect(await world.spoken()).toMatch(ids.map((id) => `Broken on purpose: ${id}`).join("\n"));
    world.interrupt();
    await running;
  });

  test("refuses a fault that only a deployment can have", async () => {
    const dressed = faults.find(({ dress = {} }) => Object.keys(dress).length > 0)?.id ?? "";
    await expect(new World().run("--fault", dressed)).rejects.toThrow(
      /--fault must be one that a backend on this machine can have.*deployment only/,
    );
  });

  test("refuses faults that contradict one another, both by name, and listens nowhere", async () => {
    const world = new World();
    const ids = ["edge.mixes-revisions", "edge.mixes-settings"];
    const running = world.run("--port", "0", ...ids.flatMap((id) => ["--fault", id]));
    await expect(running).rejects.toThrow(ConfigurationError);
    await expect(running).rejects.toThrow(`faults ${ids.join(" and ")} cannot be played together`);
    await expect(running).rejects.toThrow("option second");
    expect(world.text).toBe("");
  });

  test("refuses an id that is none, and offers those near to it", async () => {
    await expect(new World().run("--fault", "handshake.selects-nothin")).rejects.toThrow(
      /--fault must be an id of --list-faults; near to it: .*handshake\.selects-nothing/,
    );
  });
});

describe("gapproof serve --list-faults", () => {
  test("lists every fault under its family and starts nothing", async () => {
    const world = new World();
    await world.run("--list-faults");
    expect(world.exits).toEqual([0]);
    expect(world.text).toMatch(/^handshake\n {2}handshake\./);
    const lines = world.text.split("\n").filter((line) => /^ {2}/.test(line));
    const titles = lines.map((line) => line.replace(/^ {2}\S+ +/, "").replace(/ \[.*\]$/, ""));
    expect(titles).toEqual(faults.map(({ title }) => title));
  });

  test("marks exactly those it refuses to play, and says what becomes of them", async () => {
    const world = new World();
    await world.run("--list-faults");
    const marked = world.text.matchAll(/^ {2}(\S+) .*\[deployment only\]$/gm);
    const ids = [...marked].map(([, id = ""]) => id);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) {
      await expect(new World().run("--fault", id)).rejects.toThrow(/deployment only/);
    }
    const dressed = faults.filter(({ dress = {} }) => Object.keys(dress).length > 0);
    expect(ids).toEqual(dressed.map(({ id }) => id));
    expect(world.text.trimEnd().split("\n").at(-1)).toMatch(
      /^\[deployment only\].*--fault refuses/,
    );
  });

  test("the data says of the same ones that they show on a deployment", async () => {
    const [people, data] = [new World(), new World()];
    await people.run("--list-faults");
    await data.run("--list-faults", "--json");
    const listed: { id: string; at: string }[] = JSON.parse(data.text);
    const marked = people.text.split("\n").filter((line) => /^ .*only\]$/.test(line));
    const deployed = listed.filter(({ at }) => at === "deployment");
    expect(marked.map((line) => line.trim().split(" ", 1)[0])).toEqual(
      deployed.map(({ id }) => id),
    );
  });

  test("the help says what --json prints with it and without it", () => {
    const help = serveCommand(new World()).helpInformation().replaceAll(/\s+/g, " ");
    expect(help).toContain("where it listens as one line, or --list-faults as an array");
  });

  test("lists them as data: true cause, place, parameters", async () => {
    const world = new World();
    await world.run("--list-faults", "--json");
    const listed = JSON.parse(world.text);
    expect(listed).toHaveLength(faults.length);
    expect(listed).toContainEqual({
      id: "handshake.selects-nothing",
      family: "handshake",
      cause: "never-negotiates",
      taxonomy: "H4",
      title: expect.any(String),
      at: "backend",
      parameters: expect.any(Object),
    });
  });
});

/** The subprotocol the server picks of those a browser offers; empty when it picks none. */
function selected(http: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const upgrade = get(`${http}/ws`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": "jwt-auth",
      },
    });
    upgrade.on("error", reject);
    upgrade.on("upgrade", ({ headers }, socket) => {
      socket.destroy();
      resolve(headers["sec-websocket-protocol"] ?? "");
    });
  });
}
