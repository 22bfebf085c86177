import type { ProbeName, Sightings } from "./sightings.ts";

/** A rule wants to know what a probe nobody has run yet would see. */
export class Unasked extends Error {
  override readonly name: string = "Unasked";
  readonly probe: ProbeName;

  constructor(probe: ProbeName) {
    super(`the probe "${probe}" has not been run`);
    this.probe = probe;
  }
}

/** Why a probe could not be run, as a noun phrase: `no signing secret`. */
export interface NotRun {
  readonly notRun: string;
  /** It should have run: not being able to is a symptom in itself. @default false */
  readonly broken?: boolean;
  /** Our own limit was over first: nothing a backend is to blame for. @default false */
  readonly overran?: boolean;
}

/**
 * What the probes run so far have seen.
 *
 * Rules read it as if everything were there: reading what is not yet known throws {@link Unasked}, which is
 * how the planner learns what would separate the causes that are left.
 */
export class Evidence {
  readonly #seen: Map<ProbeName, unknown> = new Map();
  readonly #notRun: Map<ProbeName, NotRun> = new Map();

  /** @returns undefined when the probe could not be run here */
  of<Name extends ProbeName>(probe: Name): Sightings[Name] | undefined {
    if (this.#notRun.has(probe)) return undefined;
    if (!this.#seen.has(probe)) throw new Unasked(probe);
    return this.#seen.get(probe) as Sightings[Name];
  }

  /** What a probe saw, if it was run; never asks for it. */
  known<Name extends ProbeName>(probe: Name): Sightings[Name] | undefined {
    return this.#seen.get(probe) as Sightings[Name] | undefined;
  }

  /** Why a probe could not be run here, if it was tried. */
  whyNot(probe: ProbeName): NotRun | undefined {
    return this.#notRun.get(probe);
  }

  /** It was run, or broke or was called off while it was. */
  wasRun(probe: ProbeName): boolean {
    const notRun = this.#notRun.get(probe);
    return this.#seen.has(probe) || (notRun !== undefined && wasBegun(notRun));
  }

  /** It was run, or it is known why it cannot be. */
  has(probe: ProbeName): boolean {
    return this.#seen.has(probe) || this.#notRun.has(probe);
  }

  add<Name extends ProbeName>(probe: Name, saw: Sightings[Name] | NotRun): void {
    if (isNotRun(saw)) this.#notRun.set(probe, saw);
    else this.#seen.set(probe, saw);
  }
}

/** Whether it took place, though it did not come to its end; elsewhere it does not apply. */
export function wasBegun({ broken, overran }: NotRun): boolean {
  return broken === true || overran === true;
}

export function isNotRun(saw: unknown): saw is NotRun {
  return typeof saw === "object" && saw !== null && "notRun" in saw;
}
