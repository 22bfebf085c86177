import { readFileSync } from "node:fs";

/** Whether a process is there, and is no mere entry that nobody has collected. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The processes a command has told of, each as `pid 123` on a line of its own. */
export function pidsIn(text: string): readonly number[] {
  return [...text.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
}

/** For the shell: a command that starts another, tells of both, and goes when it is asked to. */
export const family = "sleep 600 & echo pid $!; echo pid $$; wait";

/** The same, of two that do not. */
export const stubbornFamily = `trap '' TERM; ${family}; sleep 600`;
