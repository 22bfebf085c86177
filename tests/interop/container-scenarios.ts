import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { Command } from "../detection/command.ts";
import { describeCompose } from "./compose-scenarios.ts";
import { contractIn, entryOf, reportOf, resolve, untilUp } from "./finding.ts";
import { freePort } from "./free-port.ts";
import { backendImage, importImages, serveBackend } from "./images.ts";
import { backend, idle, named, publishing, web } from "./plans.ts";
import {
  type EngineKind,
  engineMissing,
  type PrivateEngine,
  startEngine,
} from "./private-engine.ts";

/** What containers can be in, and what is made of them: the same on every engine. */
export function describeContainers(kind: EngineKind): void {
  describe(`containers of a real ${kind}`, () => {
    const missing = engineMissing(kind);
    let engine: PrivateEngine;

    beforeAll(async () => {
      if (missing !== undefined) return;
      engine = await startEngine(kind);
      await importImages(engine.client, inject("cli"));
    });

    afterAll(async () => {
      if (missing === undefined) await engine[Symbol.asyncDispose]();
    });

    beforeEach(({ skip }) => {
      skip(missing !== undefined, missing);
    });

    test("a published port is found, and a whole gate passes on it", async () => {
      const port = await freePort();
      await using container = await engine.client.run("pub", publishing(backend, port));
      await untilUp(port);
      const found = await resolve(engine);
      expect(found).toMatchObject({ code: 0, source: "docker", http: `http://localhost:${port}` });
      expect(entryOf(found, container.name)).toMatchObject({ via: "container", state: "chosen" });
      using gate = new Command(["gate", "--json", "--max-wait", "1s"], {
        ...engine.env,
        CI: "true",
      });
      const { code, stdout, stderr } = await gate.finished;
      expect(code, stdout + stderr).toBe(0);
      const report = reportOf(stdout);
      expect(report).toMatchObject({ verdict: "pass", target: { source: "docker" } });
      expect(report.target).not.toHaveProperty("containerLogs");
    });

    test("a port published on 127.0.0.1 only is found there", async () => {
      const port = await freePort();
      await using _ = await engine.client.run("loop", publishing(backend, port, "127.0.0.1"));
      await untilUp(port);
      expect(await resolve(engine)).toMatchObject({ code: 0, http: `http://127.0.0.1:${port}` });
    });

    test("of two candidates the one that is the backend is taken, and the other is said", async () => {
      const [strange, right] = [await freePort(), await freePort()];
      await using first = await engine.client.run("one", named(publishing(web, strange)));
      await using second = await engine.client.run("two", publishing(backend, right));
      await untilUp(right);
      await untilUp(strange);
      const found = await resolve(engine);
      expect(found.http).toBe(`http://localhost:${right}`);
      expect(entryOf(found, first.name)?.state).toBe("wrong-identity");
      expect(entryOf(found, second.name)?.state).toBe("chosen");
      expect(found.warnings).toEqual([
        expect.stringMatching(/^container one .* was not used: .*has no \/health/),
      ]);
    });

    test("paused, stopped and created containers are seen, said, and never used", async () => {
      const plan = async () => publishing(idle, await freePort(), "127.0.0.1");
      await using paused = await engine.client.run("paused", await plan());
      await using stopped = await engine.client.run("stopped", await plan());
      await using created = await engine.client.create("created", await plan());
      await engine.client.call("POST", `/containers/${paused.id}/pause`);
      await engine.client.call("POST", `/containers/${stopped.id}/stop?t=0`);
      const found = await resolve(engine, ["--target", "docker"]);
      await engine.client.call("POST", `/containers/${paused.id}/unpause`);
      expect(found).toMatchObject({ code: 4, http: null });
      const reasons = [paused, stopped, created].map(({ name }) => entryOf(found, name)?.reason);
      expect(reasons).toEqual([
        "container paused is paused",
        "container stopped has exited",
        "container created was created and never started",
      ]);
    });

    test("a container on the host's network is found on its own port", async () => {
      const port = await freePort();
      await using container = await engine.client.run("host", {
        ...named({ Image: backendImage, Cmd: [...serveBackend, String(port)] }),
        HostConfig: { NetworkMode: "host" },
      });
      await untilUp(port);
      const found = await resolve(engine, [], (cwd) => contractIn(cwd, { containerPort: port }));
      expect(found).toMatchObject({ code: 0, http: `http://localhost:${port}` });
      expect(entryOf(found, container.name)?.reason).toMatch(/^on the host's network, /);
    });

    test("an unhealthy container is not used", async () => {
      await using sick = await engine.client.run("sick", {
        ...publishing(web, await freePort()),
        Healthcheck: { Test: ["CMD", "/bin/busybox", "false"], Interval: 1e9, Retries: 1 },
      });
      // Podman has its checks run by systemd; where there is none, somebody must ask.
      const asked = engine.client.call("GET", "/v4.0.0/libpod/containers/sick/healthcheck");
      await asked.catch(() => undefined);
      await engine.client.said(sick.id, /"Status":\s?"unhealthy"/);
      const found = await resolve(engine);
      expect(found.code).toBe(4);
      expect(entryOf(found, sick.name)).toMatchObject({
        state: "unreachable",
        reason: "container sick is unhealthy, says its own health check",
      });
    });

    test("a published port with nothing behind it is refused", async () => {
      await using container = await engine.client.run("hollow", publishing(idle, await freePort()));
      const found = await resolve(engine);
      expect(found.code).toBe(4);
      expect(entryOf(found, container.name)).toMatchObject({
        state: "unreachable",
        reason: expect.stringMatching(
          /(closed the connection without an answer|refused).*does anything listen inside it\?$/,
        ),
      });
    });

    test("a failing gate brings the container's last log lines", async () => {
      const port = await freePort();
      await using _ = await engine.client.run("noisy", publishing(backend, port));
      await untilUp(port);
      const args = ["gate", "-t", "deployment.publishes-settings"];
      using gate = new Command(args, { ...engine.env, CI: "true" }, (cwd) =>
        contractIn(cwd, {}, { required: ["nobody_sets_this"] }),
      );
      const { code, stdout, stderr } = await gate.finished;
      expect(code, stdout + stderr).toBe(1);
      const folder = join(gate.cwd, "gapproof-report");
      const report = reportOf(readFileSync(join(folder, "report.json"), "utf8"));
      expect(report.target.containerLogs?.join("\n")).toContain(":8000");
      expect(stdout).toMatch(/container noisy, last \d+ log lines\n[\s\S]*\/health\n/);
      expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain("<system-out>");
    });

    describeCompose(() => engine);
  });
}
