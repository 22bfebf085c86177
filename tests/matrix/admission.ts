import { setTimeout as pause } from "node:timers/promises";

/** A share of the time that an event loop may be at work and still have some for another check. */
const mostBusy = 0.97;
/** How often it is asked. Milliseconds. */
const everyMs = 1;
/** Checks that may be under way at once, most of them waiting. */
const most = 300;

/** Who wants to be let in. */
export interface Turn {
  /** Others wait for this one to end before they can even queue: it goes before all that hold up nobody. */
  readonly isAwaited: boolean;
  /** Says when the turn has come that there is nothing to be done: then nobody waits for it. */
  readonly isIdle: () => boolean;
}

interface Waiting extends Turn {
  readonly enter: () => void;
}

/**
 * Lets checks begin while the event loop has time for more: thousands of checks mostly wait, and those that
 * wait must not be kept from it, while those that work must not slow one another until deadlines fall.
 */
export class Admission {
  readonly #awaited: Waiting[] = [];
  readonly #others: Waiting[] = [];
  #underWay = 0;
  #isOpen = false;

  async run<T>(work: () => Promise<T>, turn: Turn): Promise<T> {
    await new Promise<void>((enter) => {
      const queue = turn.isAwaited ? this.#awaited : this.#others;
      queue.push({ ...turn, enter });
      if (!this.#isOpen) void this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** One after the other: what the last one began is felt before the next one is let in. */
  async #admit(): Promise<void> {
    this.#isOpen = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (!next.isIdle()) await this.#room();
      this.#underWay += 1;
      next.enter();
    }
    this.#isOpen = false;
  }

  #next(): Waiting | undefined {
    return this.#awaited.shift() ?? this.#others.shift();
  }

  async #room(): Promise<void> {
    const since = performance.eventLoopUtilization();
    do {
      await pause(everyMs);
    } while (
      this.#underWay >= most ||
      performance.eventLoopUtilization(since).utilization > mostBusy
    );
  }
}
