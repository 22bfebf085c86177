import type { Figure } from "./gate/check.ts";

/** What was measured and found out beside passing or failing. */
export class ContextFindings {
  readonly #figures: Figure[] = [];
  readonly #exhibits: Record<string, unknown> = {};

  /** @throws {RangeError} for a value that is no finite number */
  figure(figure: Figure): void {
    const { name, value } = figure;
    if (!Number.isFinite(value)) throw new RangeError(`the figure "${name}" is ${value}`);
    this.#figures.push(figure);
  }

  /** @param name - under which the report has it */
  exhibit(name: string, value: unknown): void {
    this.#exhibits[name] = value;
  }

  get figures(): readonly Figure[] {
    return [...this.#figures];
  }

  get exhibits(): Readonly<Record<string, unknown>> {
    return { ...this.#exhibits };
  }
}
