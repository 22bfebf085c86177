import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { EngineClient } from "./engine-client.ts";
import { findProgram } from "./private-engine.ts";

/** Two megabytes: a shell and a web server that knows nothing of us. */
export const smallImage = "gapproof-interop-small";
/** The reference backend as it is installed: this Node and the compiled package. */
export const backendImage = "gapproof-interop-backend";

export const serveBackend: readonly string[] = [
  "/node",
  "/app/dist/src/cli/main.js",
  "serve",
  "--host",
  "0.0.0.0",
  "--port",
];

const root = join(import.meta.dirname, "../..");

/**
 * Makes both images from what is on this machine: nothing is downloaded.
 *
 * @param cli - the compiled command line
 */
export async function importImages(client: EngineClient, cli: string): Promise<void> {
  await importFolder(client, smallImage, addShell);
  await importFolder(client, backendImage, (folder) => {
    addNode(folder);
    addPackage(folder, join(dirname(cli), "../.."));
  });
}

async function importFolder(
  client: EngineClient,
  name: string,
  fill: (folder: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-image-"));
  try {
    for (const inside of ["tmp", "proc", "dev", "sys", "etc"]) mkdirSync(join(folder, inside));
    chmodSync(join(folder, "tmp"), 0o1777);
    fill(folder);
    const tar = spawn("tar", ["-C", folder, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
    await client.importImage(name, tar.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addShell(folder: string): void {
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "www"));
  copyFileSync(findProgram("busybox") ?? "/bin/busybox", join(folder, "bin/busybox"));
  symlinkSync("busybox", join(folder, "bin/sh"));
}

/** Node and the libraries it is linked against, where the loader looks for them. */
function addNode(folder: string): void {
  const node = realpathSync(process.execPath);
  copyFileSync(node, join(folder, "node"));
  const linked = execFileSync("ldd", [node], { encoding: "utf8" });
  for (const [, path = ""] of linked.matchAll(/(\/\S+) \(0x/g)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(realpathSync(path), join(folder, path));
  }
}

function addPackage(folder: string, compiled: string): void {
  const app = join(folder, "app");
  cpSync(join(compiled, "src"), join(app, "dist/src"), { recursive: true });
  copyFileSync(join(root, "package.json"), join(app, "package.json"));
  for (const name of dependenciesOf("", new Set())) {
    cpSync(join(root, "node_modules", name), join(app, "node_modules", name), { recursive: true });
  }
}

/** Everything the package needs to run, and no more. */
function dependenciesOf(name: string, seen: Set<string>): ReadonlySet<string> {
  const file = join(root, name === "" ? "" : `node_modules/${name}`, "package.json");
  const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as {
    dependencies?: Record<string, string>;
  };
  for (const needed of Object.keys(dependencies)) {
    if (seen.has(needed) || !existsSync(join(root, "node_modules", needed))) continue;
    seen.add(needed);
    dependenciesOf(needed, seen);
  }
  return seen;
}
