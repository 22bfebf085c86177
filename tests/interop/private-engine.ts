import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineClient } from "./engine-client.ts";

export type EngineKind = "docker" | "podman";

/** A container engine with everything it keeps in a folder of its own, gone when disposed. */
export interface PrivateEngine extends AsyncDisposable {
  readonly kind: EngineKind;
  readonly socket: string;
  readonly client: EngineClient;
  /** What tools are told to find it. */
  readonly env: Readonly<Record<string, string>>;
}

const programs: Readonly<Record<EngineKind, readonly string[]>> = {
  docker: ["dockerd", "containerd", "runc", "iptables", "tar", "busybox"],
  podman: ["podman", "runc", "netavark", "conmon", "tar", "busybox"],
};

/** Folders of programs that are not on every PATH. */
const folders = [
  ...(process.env.PATH ?? "").split(":"),
  ...["/usr/sbin", "/sbin", "/usr/lib/podman", "/usr/libexec/podman"],
];

export function findProgram(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Why an engine of this kind cannot be started here; `undefined` when it can. */
export function engineMissing(kind: EngineKind): string | undefined {
  if (process.platform !== "linux") return `${kind} runs on Linux only`;
  if (process.getuid?.() !== 0) return `${kind} of its own needs root`;
  const missing = programs[kind].filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  // Two would share one bridge and one set of packet filter rules.
  const isTaken = kind === "docker" && existsSync("/var/run/docker.sock");
  return isTaken ? "another Docker engine is on this machine" : undefined;
}

/** Quicker first: the second copies an image for every container, and works on every file system. */
const drivers: Readonly<Record<EngineKind, readonly [string, string]>> = {
  docker: ["overlay2", "vfs"],
  podman: ["overlay", "vfs"],
};

/** Starts an engine and waits until it answers. */
export async function startEngine(kind: EngineKind): Promise<PrivateEngine> {
  const [quick, plain] = drivers[kind];
  return await tryToStart(kind, quick).catch(() => tryToStart(kind, plain));
}

async function tryToStart(kind: EngineKind, driver: string): Promise<PrivateEngine> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-engine-"));
  const place: Place = { folder, socket: join(folder, "engine.sock"), driver };
  const { socket } = place;
  const restoreNetwork = kind === "docker" ? networkKept() : () => undefined;
  const child = kind === "docker" ? startDocker(place) : startPodman(place);
  const client = new EngineClient(socket);
  async function stop(): Promise<void> {
    await client.removeEverything().catch(() => undefined);
    await client[Symbol.asyncDispose]();
    await end(child);
    restoreNetwork();
    for (const mount of mountsBelow(folder)) quietly("umount", ["-l", mount]);
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    await answering(client, child);
  } catch (error) {
    const log = readFileSync(join(folder, "log"), "utf8").slice(-4_000);
    await stop();
    throw new Error(`${kind} did not start: ${log}`, { cause: error });
  }
  const env = { DOCKER_HOST: `unix://${socket}` };
  return { kind, socket, client, env, [Symbol.asyncDispose]: stop };
}

/** Docker leaves its bridge behind, and forwarding forbidden for everybody. */
function networkKept(): () => void {
  const hadBridge = existsSync("/sys/class/net/docker0");
  const { stdout } = spawnSync(findProgram("iptables") ?? "iptables", ["-S", "FORWARD"]);
  const forwarded = String(stdout).startsWith("-P FORWARD ACCEPT");
  return function restore() {
    if (!hadBridge) quietly("ip", ["link", "delete", "docker0"]);
    if (forwarded) quietly("iptables", ["-P", "FORWARD", "ACCEPT"]);
  };
}

interface Place {
  readonly folder: string;
  readonly socket: string;
  readonly driver: string;
}

/** What an engine leaves mounted when it ends, deepest first. */
function mountsBelow(folder: string): readonly string[] {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return mounts
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.length - a.length);
}

function startDocker({ folder, socket, driver }: Place): ChildProcess {
  return start("dockerd", folder, [
    ...["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")],
    ...["--pidfile", join(folder, "pid"), "-H", `unix://${socket}`],
    ...["--storage-driver", driver, "--bip", "172.31.99.1/24"],
  ]);
}

function startPodman({ folder, socket, driver }: Place): ChildProcess {
  // Engines ask for more than a process without CAP_SYS_RESOURCE may give.
  const [files, processes] = [ownLimit("Max open files"), ownLimit("Max processes")];
  writeFileSync(
    join(folder, "containers.conf"),
    `[containers]
default_ulimits = ["nofile=${files}:${files}", "nproc=${processes}:${processes}"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_config_dir = "${join(folder, "networks")}"
`,
  );
  return start("podman", folder, [
    ...["--root", join(folder, "root"), "--runroot", join(folder, "run")],
    ...["--tmpdir", join(folder, "tmp"), "--storage-driver", driver, "--runtime", "runc"],
    ...["system", "service", "--time", "0", `unix://${socket}`],
  ]);
}

/** No more than this process has itself, and far less than most have. */
function ownLimit(name: string): number {
  const limits = readFileSync("/proc/self/limits", "utf8");
  const own = new RegExp(`^${name}\\s+(\\d+)`, "m").exec(limits)?.[1];
  return Math.min(Number(own ?? Number.POSITIVE_INFINITY), 4_096);
}

function start(program: string, folder: string, args: readonly string[]): ChildProcess {
  const log = openSync(join(folder, "log"), "w");
  return spawn(findProgram(program) ?? program, args, {
    stdio: ["ignore", log, log],
    env: {
      PATH: folders.join(":"),
      HOME: folder,
      CONTAINERS_CONF: join(folder, "containers.conf"),
    },
  });
}

async function answering(client: EngineClient, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    const isUp = await client.call("GET", "/_ping").then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error("did not answer within 20 s");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
}

function quietly(program: string, args: readonly string[]): void {
  spawnSync(findProgram(program) ?? program, args, { stdio: "ignore" });
}
