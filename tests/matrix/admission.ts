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
  readonly #lines: Line[] = [];
  #underWay = 0;
  #isOpen = false;
  #arrived = (): void => undefined;

  /** @param enough - deaths that end the line: no more of its checks are under way than could still be one of them */
  line(enough = Number.POSITIVE_INFINITY): Line {
    const line = new Line(enough, {
      arrive: () => this.#arrive(),
      leave: () => {
        this.#underWay -= 1;
        this.#arrived();
      },
    });
    this.#lines.push(line);
    return line;
  }

  #arrive(): void {
    this.#arrived();
    if (!this.#isOpen) void this.#admit();
  }

  /** One after the other: what the last one began is felt before the next one is let in. */
  async #admit(): Promise<void> {
    this.#isOpen = true;
    while (this.#lines.some((line) => line.isWaiting)) {
      const arrived = new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      const line = this.#next();
      if (line === undefined) {
        await arrived;
        continue;
      }
      await this.#room();
      this.#underWay += 1;
      line.admit();
    }
    this.#isOpen = false;
  }

  /** Lines in which everything else waits for one check come before those in which it does not. */
  #next(): Line | undefined {
    const ready = this.#lines.filter((line) => line.isReady);
    return ready.find((line) => line.isHeldUp) ?? ready[0];
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

interface Door {
  /** Somebody waits. */
  arrive(): void;
  /** Somebody who was let in has ended. */
  leave(): void;
}

interface Waiting {
  readonly isAlone: boolean;
  readonly enter: (isAdmitted: boolean) => void;
}

/** The checks of one encounter, in their order. */
export class Line {
  readonly #enough: number;
  readonly #door: Door;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #dead = 0;

  constructor(enough: number, door: Door) {
    this.#enough = enough;
    this.#door = door;
  }

  /** So many have died that more would say nothing. */
  get isOver(): boolean {
    return this.#dead >= this.#enough;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Somebody waits, and could be one of those whose death says something. */
  get isReady(): boolean {
    return this.isWaiting && this.#dead + this.#underWay < this.#enough;
  }

  /** Who waits goes alone: the rest has not even come. */
  get isHeldUp(): boolean {
    return this.#waiting[0]?.isAlone === true;
  }

  /** @param isAlone - nobody else of the line comes before it has ended */
  async run<T>(work: () => Promise<T>, isAlone: boolean): Promise<T> {
    const isAdmitted = await this.#turn(isAlone);
    try {
      return await work();
    } finally {
      if (isAdmitted) {
        this.#underWay -= 1;
        this.#door.leave();
      }
    }
  }

  admit(): void {
    this.#underWay += 1;
    this.#waiting.shift()?.enter(true);
  }

  /** When it is over, nobody waits any more: there is nothing left to be done. */
  died(): void {
    this.#dead += 1;
    if (!this.isOver) return;
    const all = this.#waiting;
    this.#waiting = [];
    for (const { enter } of all) enter(false);
  }

  async #turn(isAlone: boolean): Promise<boolean> {
    if (this.isOver) return false;
    return await new Promise<boolean>((enter) => {
      this.#waiting.push({ isAlone, enter });
      this.#door.arrive();
    });
  }
}
