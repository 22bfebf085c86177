import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Connected, Wish } from "./client.ts";

const python = "/usr/bin/python3";

/** Why there is no Python client here, or `undefined` when there is. */
export function pythonMissing(): string | undefined {
  try {
    execFileSync(python, ["-c", "import websockets.legacy.client"], { stdio: "pipe" });
    return undefined;
  } catch {
    return `${python} lacks websockets (Debian: apt-get install python3-websockets)`;
  }
}

/** The client of the Python package `websockets`: one process, asked as often as one likes. */
export class PythonClient implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: Map<number, (connected: Connected) => void> = new Map();
  #count = 0;

  constructor() {
    const program = fileURLToPath(new URL("connect.py", import.meta.url));
    this.#child = spawn(python, ["-B", program], { env: {} });
    createInterface(this.#child.stdout).on("line", (line) => {
      const { id, ...connected } = JSON.parse(line);
      this.#waiting.get(id)?.(connected);
      this.#waiting.delete(id);
    });
  }

  connect({ url, offer, headers, patienceMs }: Wish): Promise<Connected> {
    const id = ++this.#count;
    const asked = { id, url, subprotocols: offer, headers, patience_s: patienceMs / 1_000 };
    const connected = new Promise<Connected>((resolve) => this.#waiting.set(id, resolve));
    this.#child.stdin.write(`${JSON.stringify(asked)}\n`);
    return connected;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    if (this.#child.kill("SIGKILL")) await ended;
  }
}
