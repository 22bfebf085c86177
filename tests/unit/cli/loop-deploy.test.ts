import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type DeployCommand,
  type DeployOutcome,
  deploy,
} from "../../../src/cli/loop/deploy-command.ts";
import { deployStep } from "../../../src/cli/loop/deploy-step.ts";
import { family, isRunning, pidsIn, stubbornFamily } from "./living.ts";
import { RecordingIo } from "./recording-io.ts";

function folder(): string {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-deploy-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  return cwd;
}

/** Calls back at the first line that matches, as a person would who watches. */
class WatchedIo extends RecordingIo {
  onLine: (line: string) => void = () => undefined;

  override err(text: string): void {
    super.err(text);
    this.onLine(text.trimEnd());
  }
}

interface Run {
  readonly io: WatchedIo;
  readonly outcome: DeployOutcome;
}

async function running(
  command: string,
  asked: Partial<DeployCommand> = {},
  onLine: (line: string, interrupt: () => void) => void = () => undefined,
): Promise<Run> {
  const person = new AbortController();
  const env = { PATH: process.env.PATH, PLACE: "staging" };
  const io = new WatchedIo({ cwd: folder(), env, interrupted: person.signal });
  io.onLine = (line) => onLine(line, () => person.abort());
  return { io, outcome: await deploy({ command, timeoutMs: 60_000, ...asked }, io) };
}

describe("a deploy command", () => {
  test("runs in the shell, the folder and the environment, and tells all of it line by line", async () => {
    const lines: string[] = [];
    const command = "printf 'to %s\\r\\n' \"$PLACE\"; pwd; echo oops >&2; printf 'no newline'";
    const { io, outcome } = await running(command, {}, (line) => lines.push(line));
    expect(outcome).toEqual({ state: "done" });
    expect(io.stdout).toBe("");
    expect(lines.toSorted()).toEqual([io.cwd, "no newline", "oops", "to staging"].toSorted());
  });

  test.for([
    ["exit 3", "ended with exit code 3"],
    ["kill -KILL $$", "was ended by SIGKILL"],
    ["gapproof-no-such-command", "ended with exit code 127"],
  ] as const)("fails by %j, and says how", async ([command, because]) => {
    expect((await running(command)).outcome).toEqual({ state: "failed", because });
  });

  test("fails where there is no folder to run it in", async () => {
    const io = new RecordingIo({ cwd: "/nowhere/at/all" });
    expect(await deploy({ command: "true", timeoutMs: 60_000 }, io)).toMatchObject({
      state: "failed",
      because: expect.stringMatching(/^could not be run: .*ENOENT/),
    });
  });

  test("is ended with all it started when it takes too long", async () => {
    const { io, outcome } = await running(family, { timeoutMs: 300 });
    expect(outcome).toEqual({ state: "failed", because: "was ended after 0.3 s" });
    expect(pidsIn(io.stderr)).toHaveLength(2);
    expect(pidsIn(io.stderr).filter(isRunning)).toEqual([]);
  });

  test.for([
    ["goes when it is asked to", family],
    ["does not", stubbornFamily],
  ] as const)("leaves no process behind when it is interrupted and %s", async ([, command]) => {
    let told = "";
    const { outcome } = await running(command, { graceMs: 200 }, (line, interrupt) => {
      told += `${line}\n`;
      if (pidsIn(told).length === 2) interrupt();
    });
    expect(outcome).toEqual({ state: "interrupted" });
    expect(pidsIn(told).filter(isRunning)).toEqual([]);
  });

  test("is not even started when somebody has interrupted before", async () => {
    const io = new RecordingIo({ cwd: folder(), interrupted: AbortSignal.abort() });
    const outcome = await deploy({ command: "echo here", timeoutMs: 60_000 }, io);
    expect([outcome.state, io.stderr]).toEqual(["interrupted", ""]);
  });

  test("is not waited for longer because what it deployed holds on to its output", async () => {
    const { io, outcome } = await running("sleep 600 & echo pid $!");
    const [pid = 0] = pidsIn(io.stderr);
    onTestFinished(() => void process.kill(pid, "SIGKILL"));
    expect(outcome).toEqual({ state: "done" });
    expect(isRunning(pid)).toBe(true);
  });
});

describe("the step that deploys", () => {
  async function stepping(command: string, interrupted?: AbortSignal) {
    const io = new RecordingIo({
      ...{ cwd: folder(), env: { PATH: process.env.PATH } },
      ...(interrupted === undefined ? {} : { interrupted }),
    });
    const code = await deployStep({ command, timeoutMs: 60_000 }, "reports/before", io);
    return { code, stdout: io.stdout, stderr: io.stderr };
  }

  test("lets the loop go on when the command ends with 0", async () => {
    expect(await stepping("echo done")).toEqual({
      ...{ code: undefined, stdout: "", stderr: "2/5 deploy\ndone\n" },
    });
  });

  test("ends the loop with 1 when the command fails, and says where the proof is", async () => {
    const { code, stderr } = await stepping("echo half; exit 7");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "2/5 deploy\nhalf\nthe deploy command ended with exit code 7: nothing was verified; what was proven is in reports/before\n",
    );
  });

  test("ends the loop with 130 when somebody interrupts", async () => {
    const { code, stderr } = await stepping("echo never", AbortSignal.abort());
    expect(code).toBe(130);
    expect(stderr).toBe(
      "2/5 deploy\ninterrupted: the deployment was called off, nothing was verified; what was proven is in reports/before\n",
    );
  });
});
