import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Secret } from "../../../src/ground/secret.ts";
import { scale as usualScale } from "./contract.ts";

/** Debian's Python, for which its packages are made; another one on the path may lack them. */
const python = "/usr/bin/python3";

/** How long it may take to load and to listen. Milliseconds. */
const startMs = 30_000;

/** What is wrong with the backend, as its options have it. */
export type Options = Readonly<Record<string, unknown>>;

/** The backend that is written in Python, on a loopback port of its own, gone when disposed. */
export interface SecondBackend extends AsyncDisposable {
  readonly port: number;
  /** Signs its tokens. */
  readonly secret: Secret;
}

/** Why it cannot be started here, or `undefined` when it can. */
export function secondMissing(): string | undefined {
  try {
    execFileSync(python, ["-c", "import uvicorn, starlette, websockets, jwt"], { stdio: "pipe" });
    return undefined;
  } catch {
    return `${python} lacks a package (Debian: apt-get install python3-uvicorn python3-starlette python3-websockets python3-jwt)`;
  }
}

/** How it is started. */
export interface SecondOptions {
  readonly options?: Options;
  readonly secret?: Secret;
  readonly revision?: string;
  /** How fast it keeps its long promises. @default the usual scale */
  readonly scale?: number;
}

/** Starts it; its own port 0 finds a port nobody has. */
export async function startSecond(how: SecondOptions = {}): Promise<SecondBackend> {
  const { options = {}, revision = "second-1", scale = usualScale } = how;
  const secret = how.secret ?? new Secret(randomBytes(32).toString("base64url"));
  const program = fileURLToPath(new URL("backend.py", import.meta.url));
  const child = spawn(python, ["-B", program], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      SECOND_SECRET: secret.reveal(),
      SECOND_REVISION: revision,
      SECOND_SCALE: String(scale),
      SECOND_FAULTS: JSON.stringify(options),
    },
  });
  return {
    port: await portOf(child),
    secret,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      // A hung handler would hold a polite shutdown up.
      if (child.kill("SIGKILL")) await ended;
    },
  };
}

/** The port it tells once it listens. @throws what it said when it ends instead */
async function portOf(child: ChildProcess): Promise<number> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the backend has no output");
  let said = "";
  stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const signal = AbortSignal.timeout(startMs);
  try {
    const ended = once(child, "exit", { signal }).then(() => {
      throw new Error("it ended");
    });
    const [line] = await Promise.race([once(createInterface(stdout), "line", { signal }), ended]);
    return JSON.parse(String(line)).port;
  } catch (cause) {
    child.kill("SIGKILL");
    throw new Error(`the second backend did not start: ${said.slice(-500)}`, { cause });
  }
}
