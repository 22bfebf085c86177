import { execFileSync } from "node:child_process";

/** Why a program cannot be used here, or `undefined` when it can. */
export function programMissing(program: string): string | undefined {
  try {
    pathOf(program);
    return undefined;
  } catch {
    return `${program} is not installed here (Debian: apt-get install nginx-light openssl)`;
  }
}

/** Where a program is; servers are often off an ordinary user's path. */
export function pathOf(program: string): string {
  const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin` };
  return execFileSync("sh", ["-c", `command -v ${program}`], { env, encoding: "utf8" }).trim();
}
