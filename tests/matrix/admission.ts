import { setTimeout as pause } from "node:timers/promises";

/** A share of the time that an event loop may be at work and still have some for another check. */
const mostBusy = 0.97;
/** How often it is asked. Milliseconds. */
const everyMs = 1;
/** Checks that may be under way at once, most of them waiting. */
const most = 1_000;

/**
 * Lets checks begin while the event loop has time for more: thousands of checks mostly wait, and those that
 * wait must not be kept from it, while those that work must not slow one another until deadlines fall.
 */
export class Admission {
  readonly #lines: Line[] = [];
  readonly #atOnce: number;
  #underWay = 0;
  #isOpen = false;
  #stir = (): void => undefined;

  constructor(atOnce = most) {
    this.#atOnce = atOnce;
  }

  /** @param enough - deaths that end the line: no more of its checks are under way than could still be one of them */
  line(enough = Number.POSITIVE_INFINITY): Line {
    const line = new Line(enough, {
      arrive: () => this.#arrive(),
      leave: () => {
        this.#underWay -= 1;
        this.#stir();
      },
    });
    this.#lines.push(line);
    return line;
  }

  #arrive(): void {
    this.#stir();
    if (!this.#isOpen) void this.#admit();
  }

  /** One after the other: what the last one began is felt before the next one is let in. */
  async #admit(): Promise<void> {
    this.#isOpen = true;
    while (this.#lines.some((line) => line.isWaiting)) {
      const stirred = new Promise<void>((resolve) => {
        this.#stir = resolve;
      });
      const line = this.#underWay < this.#atOnce ? this.#next() : undefined;
      if (line === undefined) {
        await stirred;
        continue;
      }
      this.#underWay += 1;
      line.admit();
      await roomForMore();
    }
    this.#isOpen = false;
  }

  /** Lines in which everything else waits for one check come before those in which it does not. */
  #next(): Line | undefined {
    const ready = this.#lines.filter((line) => line.isReady);
    return ready.find((line) => line.isHeldUp) ?? ready[0];
  }
}

async function roomForMore(): Promise<void> {
  const since = performance.eventLoopUtilization();
  do {
    await pause(everyMs);
  } while (performance.eventLoopUtilization(since).utilization > mostBusy);
}

interface Door {
  /** Somebody waits. */
  arrive(): void;
  /** Somebody who was let in has ended. */
  leave(): void;
}

/** Who wants to be let in. */
interface Comer {
  /** Nobody else of the line comes before it has ended. */
  readonly isAlone: boolean;
  /** It is let in even when the line is over. */
  readonly isNeeded: boolean;
}

interface Waiting extends Comer {
  readonly enter: (isIn: boolean) => void;
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

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Somebody waits who is needed, or could be one of those whose death says something. */
  get isReady(): boolean {
    const [first] = this.#waiting;
    return first !== undefined && (first.isNeeded || this.#dead + this.#underWay < this.#enough);
  }

  /** Who waits goes alone: the rest has not even come. */
  get isHeldUp(): boolean {
    return this.#waiting[0]?.isAlone === true;
  }

  /** @returns whether it was let in; not when so many have died that more would say nothing */
  async enter(comer: Comer): Promise<boolean> {
    if (this.#isOver && !comer.isNeeded) return false;
    return await new Promise<boolean>((enter) => {
      this.#waiting.push({ ...comer, enter });
      this.#door.arrive();
    });
  }

  admit(): void {
    this.#underWay += 1;
    this.#waiting.shift()?.enter(true);
  }

  /** Says that one who was let in has ended. */
  leave(hasDied: boolean): void {
    this.#underWay -= 1;
    if (hasDied) this.#dead += 1;
    if (this.#isOver) this.#dismiss();
    this.#door.leave();
  }

  /** Sends away who waits for nothing. */
  #dismiss(): void {
    const all = this.#waiting;
    this.#waiting = all.filter(({ isNeeded }) => isNeeded);
    for (const { isNeeded, enter } of all) if (!isNeeded) enter(false);
  }

  get #isOver(): boolean {
    return this.#dead >= this.#enough;
  }
}
