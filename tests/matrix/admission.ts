import { setImmediate as nextTurn } from "node:timers/promises";

/** A turn of the event loop that took longer than this means that there is enough to do. Milliseconds. */
const busyMs = 12;
/** Checks that may be under way at once, most of them waiting. */
const most = 150;

/**
 * Lets checks begin while the event loop has time for more: thousands of checks mostly wait, and those that
 * wait must not be kept from it, while those that work must not slow one another until deadlines fall.
 */
export class Admission {
  #underWay = 0;
  #door: Promise<void> = Promise.resolve();

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  #enter(): Promise<void> {
    const entered = this.#door.then(async () => {
      while (this.#underWay >= most || (await turnMs()) > busyMs) await nextTurn();
      this.#underWay += 1;
    });
    this.#door = entered;
    return entered;
  }
}

async function turnMs(): Promise<number> {
  const start = performance.now();
  await nextTurn();
  await nextTurn();
  return performance.now() - start;
}
