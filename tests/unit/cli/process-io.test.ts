import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const source = JSON.stringify(join(root, "src"));

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJlLXBhcnQ";
/** Shaped like nothing: only a `Secret` makes it one. */
const canary = "plain words nobody may read";

/** A process of its own, for the process is what is tested; `io` is its {@link Io}. */
class Child implements Disposable {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  stdout = "";
  stderr = "";

  constructor(script: string) {
    const lines = [
      'import { createJiti } from "jiti";',
      "const jiti = createJiti(import.meta.url, { fsCache: false });",
      `const { processIo } = await jiti.import(${source} + "/cli/process-io.ts");`,
      `const { Secret } = await jiti.import(${source} + "/ground/secret.ts");`,
      "const io = processIo();",
      script,
    ];
    const { PATH = "" } = process.env;
    this.process = spawn(process.execPath, ["--input-type=module", "-e", lines.join("\n")], {
      cwd: root,
      env: { PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout.on("data", (chunk) => {
      this.stdout += String(chunk);
    });
    this.process.stderr.on("data", (chunk) => {
      this.stderr += String(chunk);
    });
    this.#closed = once(this.process, "close");
  }

  /** Exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#closed;
    return this.process.exitCode ?? this.process.signalCode;
  }

  /** Resolves once something was printed on standard output. */
  async spoke(): Promise<void> {
    if (this.stdout === "") await Promise.race([once(this.process.stdout, "data"), this.#closed]);
  }

  [Symbol.dispose](): void {
    this.process.kill("SIGKILL");
  }
}

describe("the process's streams", { timeout: 20_000 }, () => {
  test.for([
    ["standard output", "out", "stdout"],
    ["standard error", "err", "stderr"],
  ] as const)("let no secret through: %s", async ([, write, stream]) => {
    using child = new Child(`
      const secret = new Secret(${JSON.stringify(canary)});
      io.${write}("Authorization: Bearer ${jwt}\\n");
      io.${write}(\`the server said: \${secret.reveal()}\\n\`);
      io.${write}("nothing to hide\\n");
      io.exit(0);
    `);
    expect(await child.ended(), child.stderr).toBe(0);
    const said = child[stream];
    expect(said).not.toContain(jwt);
    expect(said).not.toContain(canary);
    expect(said).toContain("the server said: [redacted]\nnothing to hide\n");
    expect(said.match(/\[redacted/g)).toHaveLength(2);
    expect(stream === "stdout" ? child.stderr : child.stdout).toBe("");
  });

  test("may be closed by their reader", async () => {
    using child = new Child(`
      const alive = setInterval(() => {}, 15_000);
      process.once("SIGUSR2", () => {
        io.out("nobody reads this\\n");
        clearInterval(alive);
        io.exit(0);
      });
      io.out("ready\\n");
    `);
    await child.spoke();
    const { stdout } = child.process;
    stdout.destroy();
    await once(stdout, "close");
    child.process.kill("SIGUSR2");
    expect(await child.ended(), child.stderr).toBe(0);
    expect(child.stderr).toBe("");
  });
});

describe("the process's end", { timeout: 20_000 }, () => {
  test("carries the code, and cuts off nothing that was said", async () => {
    const length = 200_000;
    using child = new Child(`io.out("x".repeat(${length}) + " end"); io.exit(3);`);
    expect(await child.ended(), child.stderr).toBe(3);
    expect(child.stdout).toHaveLength(length + " end".length);
  });

  test.for(["SIGINT", "SIGTERM"] as const)(
    "is asked for by the first %s and forced by the second",
    async (signal) => {
      using child = new Child(`
        io.interrupted.addEventListener("abort", () => io.out("interrupted"));
        io.err("ready");
        setTimeout(() => {}, 15_000);
      `);
      if (child.stderr === "") await once(child.process.stderr, "data");
      child.process.kill(signal);
      await child.spoke();
      expect(child.stdout).toBe("interrupted");
      child.process.kill(signal);
      expect(await child.ended(), child.stderr).toBe(130);
    },
  );
});
