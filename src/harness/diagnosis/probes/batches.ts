/** Does things a few at a time, so that an experiment is no load test. Results are in order. */
export async function inBatches<T>(
  tasks: readonly (() => Promise<T>)[],
  atOnce: number,
): Promise<readonly T[]> {
  const results: T[] = [];
  const queue = [...tasks.entries()];
  async function work(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, task] = next;
      results[at] = await task();
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, work));
  return results;
}
