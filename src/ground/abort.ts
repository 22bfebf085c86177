/** A signal of our own, and the way to let go of what it listens to. */
export interface LinkedSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * A signal that aborts with the first of its sources, or when the time is up.
 *
 * Not `AbortSignal.any` and `AbortSignal.timeout`: Node 20 holds those weakly, and a collection in the
 * middle of a wait takes the deadline with it. The reason of a deadline is a `TimeoutError`, as theirs.
 *
 * @param sources - absent ones are ignored
 * @param timeoutMs - no deadline when absent
 */
export function linkAbort(
  sources: readonly (AbortSignal | undefined)[],
  timeoutMs?: number,
): LinkedSignal {
  const controller = new AbortController();
  const releases: (() => void)[] = [];
  for (const source of sources) {
    if (source === undefined) continue;
    const follow = (): void => controller.abort(source.reason);
    if (source.aborted) follow();
    source.addEventListener("abort", follow, { once: true });
    releases.push(() => source.removeEventListener("abort", follow));
  }
  if (timeoutMs !== undefined) {
    const timer = setTimeout(() => controller.abort(timeUp(timeoutMs)), timeoutMs);
    releases.push(() => clearTimeout(timer));
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const release of releases) release();
    },
  };
}

function timeUp(timeoutMs: number): DOMException {
  return new DOMException(`no end after ${timeoutMs} ms`, "TimeoutError");
}
