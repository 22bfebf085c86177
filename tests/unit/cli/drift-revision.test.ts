import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectedRevision } from "../../../src/cli/drift/expected-revision.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { deadUrl } from "../target/loopback.ts";
import { drifting } from "./drift-branch.ts";

const [head, merge] = ["0af3c19e77d2b0a94f1c3c8d5e6f708192a3b4c5", "f".repeat(40)];

describe("the revision that is expected", () => {
  test("is the name that was given", async () => {
    const found = await expectedRevision(" v1.2 ", { env: { GITHUB_SHA: merge }, cwd: "/" });
    expect(found).toEqual({ name: "v1.2" });
  });

  test.each([
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "BUILDKITE_COMMIT",
    "CIRCLE_SHA1",
    "COMMIT_SHA",
    "BITBUCKET_COMMIT",
    "BUILD_SOURCEVERSION",
  ])("is what CI says in %s", async (name) => {
    const found = await expectedRevision(true, { env: { [name]: head }, cwd: "/" });
    expect(found).toEqual({ name: head, from: name });
  });

  test("is the head of a pull request rather than its merge, where the event can be read", async () => {
    const cwd = folder();
    const path = join(cwd, "event.json");
    const env = { GITHUB_SHA: merge, GITHUB_EVENT_PATH: path, GITHUB_EVENT_NAME: "pull_request" };
    expect(await expectedRevision(true, { env, cwd })).toMatchObject({ name: merge });
    writeFileSync(path, JSON.stringify({ pull_request: { head: { sha: head } } }));
    expect(await expectedRevision(true, { env, cwd })).toEqual({
      ...{ name: head, from: "pull_request.head.sha of GITHUB_EVENT_PATH" },
    });
    writeFileSync(path, "{");
    expect(await expectedRevision(true, { env, cwd })).toMatchObject({ from: "GITHUB_SHA" });
  });

  test.skipIf(spawnSync("git", ["--version"]).status !== 0)(
    "is the commit that is checked out where no CI says one, and an error where none is",
    async () => {
      const cwd = folder();
      const none = expectedRevision(true, { env: {}, cwd });
      await expect(none).rejects.toThrow(
        /^--expect-revision must name a revision here: none of GITHUB_SHA, .* is set, and git rev-parse HEAD fails \(fatal: not a git repository/,
      );
      const git = (...args: readonly string[]): string =>
        execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
      git("init", "--quiet");
      const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
      git(...who, "commit", "--quiet", "--allow-empty", "-m", "first");
      expect(await expectedRevision(true, { env: {}, cwd })).toEqual({
        ...{ name: git("rev-parse", "HEAD"), from: "git rev-parse HEAD" },
      });
    },
  );
});

describe("gapproof drift --expect-revision", () => {
  test("takes the commit of CI, and says from where", async () => {
    await using backend = await startBackend({ revision: head });
    const argv = [backend.url, "--expect-revision", "--connections", "4"];
    const io = await drifting(argv, { env: { GITHUB_SHA: head } });
    expect(io.stdout).toContain(`${head} is expected by GITHUB_SHA`);
    const json = await drifting(["--json", ...argv], { env: { GITHUB_SHA: merge } });
    expect(JSON.parse(json.stdout).census).toMatchObject({
      ...{ state: "pinned", expected: merge, expectedFrom: "GITHUB_SHA" },
    });
    expect([io.exitCode, json.exitCode]).toEqual([0, 1]);
  });

  test("leaves a URL behind two dashes alone", async () => {
    await using backend = await startBackend({ revision: head });
    const argv = ["--connections", "4", "--expect-revision", "--", backend.url];
    expect((await drifting(argv, { env: { GITHUB_SHA: head } })).exitCode).toBe(0);
  });

  test("is all that is asked where nothing else is expected", async () => {
    await using backend = await startBackend({ revision: head });
    const { settings: _, ...contract } = defaultContract;
    const io = await drifting([backend.url, "--expect-revision", head, "--connections", "4"], {
      files: { "gapproof.config.json": JSON.stringify({ contract }) },
    });
    expect(io.stdout).toMatch(/^no settings were expected: only who answers was asked\n/);
    expect([io.exitCode, io.stderr]).toEqual([0, ""]);
  });

  test("catches a WebSocket that is stale behind an edge, though HTTP is what was deployed", async () => {
    await using backend = await startFaulty([staleSocket]);
    const argv = [backend.url, "--expect-revision", "embedded", "--connections", "5", "--json"];
    const io = await drifting(argv);
    expect(JSON.parse(io.stdout).census).toMatchObject({
      state: "websocket-stale",
      because: "HTTP is answered by embedded, the WebSocket by older, and embedded is expected",
    });
    expect(io.exitCode).toBe(1);
  });
});

describe("gapproof drift --wait", () => {
  test("ends at once where the revision answers everything already", async () => {
    await using backend = await startBackend({ revision: head });
    const counted = ["--expect-revision", head, "--connections", "6", "--wait", "10m"];
    const io = await drifting([backend.url, ...counted]);
    expect(io.stderr).toMatch(
      /^waiting up to \d+ s for 0af3c19e\w+\n\d+ s: 6 of 6 answered by 0af3c19e\w+ over HTTP; 6 of 6 answered by 0af3c19e\w+ over WebSocket\n$/,
    );
    expect(io.stdout).toMatch(/it answers everything after \d+ s and 2 looks/);
    expect(io.exitCode).toBe(0);
  });

  test("waits for a deployment that does not answer yet", async () => {
    const before = await startBackend({});
    const { port } = before;
    await before.stop();
    let after: Promise<Backend> | undefined;
    onTestFinished(async () => (await after)?.stop());
    const counted = ["--expect-revision", head, "--connections", "4", "--wait", "10m"];
    const io = await drifting([`http://127.0.0.1:${port}`, ...counted], {
      onErr: () => {
        after ??= startBackend({ port, revision: head });
      },
    });
    expect(io.stderr).toMatch(/^waiting up to 600 s, since 0 s: .*ECONNREFUSED/);
    expect(io.exitCode).toBe(0);
  });

  test("ends with 1 and the last census where the time runs out", async () => {
    await using backend = await startBackend({});
    const counted = ["--expect-revision", head, "--connections", "6", "--wait", "2s", "--json"];
    const io = await drifting([backend.url, ...counted]);
    const { census, equal } = JSON.parse(io.stdout);
    expect(census).toMatchObject({
      ...{ state: "pinned", waited: { isDone: false } },
    });
    expect(census.http.asked).toBeGreaterThanOrEqual(5);
    // Less than a census takes before the end, none is begun.
    expect(census.waited.ms).toBeGreaterThan(1_000);
    expect(census.waited.ms).toBeLessThan(2_500);
    expect(equal).not.toEqual([]);
    expect(io.exitCode).toBe(1);
  });

  test("ends with 130 when it is interrupted, in a pause between two looks as well", async () => {
    await using backend = await startBackend({});
    const stop = new AbortController();
    const io = await drifting([backend.url, "--expect-revision", head, "--wait", "10m"], {
      interrupted: stop.signal,
      onErr: (text) => {
        if (/answered by embedded/.test(text)) stop.abort();
      },
    });
    expect(io.stderr).toMatch(/interrupted\n$/);
    expect([io.exitCode, io.stdout]).toEqual([130, ""]);
  });

  test("ends with 4 where nobody ever answers", async () => {
    const io = await drifting([deadUrl, "--expect-revision", head, "--wait", "300ms"]);
    expect([io.exitCode, io.stderr]).toEqual([
      4,
      expect.stringContaining("never ready within 0.3 s"),
    ]);
  });
});

/** An edge that leads every upgrade to an older revision, and no request. */
const staleSocket = quirk({
  id: "unusual.stale-socket",
  title: "leads sockets to an older revision",
  edge: { to: "upgrades", secondShare: 1 },
  second: quirk({
    id: "unusual.older",
    title: "is of an older revision",
    options: { revision: "older" },
  }),
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "gapproof-revision-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
