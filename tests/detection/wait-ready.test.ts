import { describe, expect, test } from "vitest";
import { serving } from "../unit/target/loopback.ts";
import { Command, run } from "./command.ts";
import { deadUrl, serve } from "./serving.ts";

const ci = { CI: "1" };

describe("--wait-ready", () => {
  test("takes a backend that comes up meanwhile, and keeps standard output for the result", async () => {
    await using late = await serving((_, response) => {
      response.writeHead(late.asked.length < 3 ? 503 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          service: "netra-ai-platform",
          status: late.asked.length < 3 ? "starting" : "healthy",
        }),
      );
    });
    const args = ["--json", "--wait-ready", "20s", "--target", late.url];
    const { code, stdout, stderr } = await run(["resolve", ...args], ci);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ http: late.url, fallback: false });
    expect(stderr).toMatch(/waiting up to 20 s, since 0 s: --target .* it says "starting"/);
    expect(stderr.split("\n").filter((line) => line !== "")).toHaveLength(1);
  });

  test("ends as never ready, which the gate reports as blocked", async () => {
    const args = ["gate", "--json", "--wait-ready", "1s", "--target", await deadUrl()];
    using gate = new Command(args);
    const { code, stdout } = await gate.finished;
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "blocked" });
    expect(stdout).toMatch(/never ready within 1 s/);
  });

  test.for([["resolve"], ["gate", "--json"]])("%s is interrupted with 130", async (command) => {
    using waiting = new Command([...command, "--wait-ready", "10m", "--target", await deadUrl()]);
    await waiting.said(/waiting up to 600 s/);
    waiting.process.kill("SIGINT");
    expect((await waiting.finished).code).toBe(130);
  });

  test("passes the gate on a backend that is up", async () => {
    using backend = await serve();
    const one = ["--project", "golden-path-recovery", "-t", "websocket.answers-ping"];
    const args = ["gate", "--wait-ready", "10s", "--target", backend.http, ...one];
    using gate = new Command(args, ci);
    const { code, stdout, stderr } = await gate.finished;
    expect(code, stdout + stderr).toBe(0);
  });
});
