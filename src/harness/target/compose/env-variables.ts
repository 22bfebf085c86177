import { ConfigurationError } from "../../../ground/errors.ts";
import { type Assignment, assignmentsIn, type EnvText } from "./assignments.ts";
import { InterpolationFailure, interpolate, type Lookup } from "./interpolate.ts";

type Failure = ConfigurationError | InterpolationFailure;

/** A variable of a file once it is filled in. */
interface Filled {
  /** What it says, or why nobody knows. */
  readonly text: string | Failure;
  /** Everything that was filled in, by name. */
  readonly behind: ReadonlyMap<string, string>;
}

/**
 * The variables of one file, filled in as compose does: by those around it first, then by those further up in it.
 *
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
 */
export class EnvVariables {
  readonly #file: string;
  readonly #around: Lookup;
  readonly #filled = new Map<string, Filled>();

  constructor(file: string, around: Lookup) {
    this.#file = file;
    this.#around = around;
  }

  /** @throws {@link ConfigurationError} naming file and line of what is no assignment */
  static in(source: EnvText, around: Lookup): EnvVariables {
    const variables = new EnvVariables(source.file, around);
    for (const assignment of assignmentsIn(source)) variables.add(assignment);
    return variables;
  }

  add({ key, text, line, isLiteral }: Assignment): void {
    const behind = new Map<string, string>();
    const watched: Lookup = (name) => {
      const value = this.lookup(name, (...inner) => void behind.set(...inner));
      if (value !== undefined) behind.set(name, value);
      return value;
    };
    this.#filled.set(key, { text: isLiteral ? text : this.#fill({ text, line }, watched), behind });
  }

  /**
   * A variable around the file, or one of those added so far.
   *
   * @throws {@link ConfigurationError} naming file and line of one that is broken, {@link InterpolationFailure} for one
   * that needs what is not set: only whoever asks for it is refused
   */
  readonly lookup: Lookup = (name, watch) => {
    const around = this.#around(name, watch);
    if (around !== undefined) return around;
    const found = this.#filled.get(name);
    if (found === undefined) return undefined;
    if (typeof found.text !== "string") throw found.text;
    for (const inner of found.behind) watch?.(...inner);
    return found.text;
  };

  #fill({ text, line }: Pick<Assignment, "text" | "line">, lookup: Lookup): string | Failure {
    try {
      return interpolate(text, lookup);
    } catch (error) {
      if (error instanceof ConfigurationError) return error;
      if (!(error instanceof InterpolationFailure)) throw error;
      const { missing } = error;
      // Its own words may hold a secret that was filled into them.
      if (missing !== undefined)
        return new InterpolationFailure(`needs ${missing}, which is not set`, missing);
      return new ConfigurationError(`${this.#file}, line ${line},`, brokenRule);
    }
  }
}

const brokenRule =
  "must hold variables that can be filled in ($$ stands for a dollar, and single quotes keep every text as it is)";
