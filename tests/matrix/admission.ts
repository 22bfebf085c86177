import { setTimeout as pause } from "node:timers/promises";

/** A share of the time that an event loop may be at work and still have some for another check. */
const mostBusy = 0.97;
/** How often it is asked. Milliseconds. */
const everyMs = 1;
/** Checks that may be under way at once, most of them waiting. */
const most = 300;

/**
 * Lets checks begin while the event loop has time for more: thousands of checks mostly wait, and those that
 * wait must not be kept from it, while those that work must not slow one another until deadlines fall.
 */
export class Admission {
  #underWay = 0;
  #door: Promise<void> = Promise.resolve();

  /** @param isIdle - says when its turn has come that the work is none: then nobody waits for it */
  async run<T>(work: () => Promise<T>, isIdle: () => boolean): Promise<T> {
    await this.#enter(isIdle);
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** One after the other: what the last one began is felt before the next one is let in. */
  #enter(isIdle: () => boolean): Promise<void> {
    const entered = this.#door.then(async () => {
      const since = performance.eventLoopUtilization();
      while (!isIdle()) {
        await pause(everyMs);
        const { utilization } = performance.eventLoopUtilization(since);
        if (this.#underWay < most && utilization <= mostBusy) break;
      }
      this.#underWay += 1;
    });
    this.#door = entered;
    return entered;
  }
}
