import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { entryOf, resolve, untilUp } from "./finding.ts";
import { freePort } from "./free-port.ts";
import { composeFile } from "./plans.ts";
import { findProgram, type PrivateEngine } from "./private-engine.ts";

/** What the real docker-compose starts, on whatever engine runs by then. */
export function describeCompose(engine: () => PrivateEngine): void {
  describe("containers started by docker-compose", () => {
    const compose = findProgram("docker-compose");

    beforeEach(({ skip }) => {
      skip(compose === undefined, "not installed: docker-compose");
    });

    test("are found up, and said to be down", async () => {
      const port = await freePort();
      const folder = mkdtempSync(join(tmpdir(), "gapproof-compose-"));
      const inFolder = (cwd: string): void => writeFileSync(join(cwd, "compose.yaml"), text);
      const text = composeFile();
      inFolder(folder);
      writeFileSync(join(folder, ".env"), `BACKEND_AT=${port}\n`);
      const tool = (...args: readonly string[]): void => {
        execFileSync(compose ?? "", ["-f", join(folder, "compose.yaml"), ...args], {
          cwd: folder,
          env: { PATH: process.env.PATH, HOME: folder, ...engine().env },
          stdio: "pipe",
        });
      };
      try {
        tool("up", "-d");
        await untilUp(port);
        const up = await resolve(engine());
        expect(up).toMatchObject({ code: 0, http: `http://127.0.0.1:${port}` });
        expect(up.services.auth).toMatch(/^http:\/\/localhost:\d+$/);
        const chosen = up.trail.find(({ state }) => state === "chosen");
        expect(chosen?.reason).toContain(
          `compose service backend of ${basename(folder).toLowerCase()}`,
        );
        tool("stop", "-t", "0");
        const down = await resolve(engine(), [], (cwd) => {
          inFolder(cwd);
          writeFileSync(join(cwd, ".env"), `BACKEND_AT=${port}\n`);
        });
        expect(down.code).toBe(4);
        expect(entryOf(down, chosen?.container ?? "")?.reason).toMatch(/ has exited$/);
        expect(down.trail.find(({ via }) => via === "compose-file")).toMatchObject({
          url: `http://127.0.0.1:${port}`,
          reason: expect.stringMatching(
            /^compose.yaml says \d+ for service backend; connection refused.*: is it up\?$/,
          ),
        });
      } finally {
        tool("down", "-t", "0");
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
}
