/** Is told of every variable that went into the value of another. */
type Watch = (name: string, text: string) => void;

/** The value of a variable; `undefined` when it is not set, "" when it is set to nothing. */
export type Lookup = (name: string, watch?: Watch) => string | undefined;

/** A text that cannot be filled in. The message is the end of a sentence that starts with the text. */
export class InterpolationFailure extends Error {
  override readonly name: string = "InterpolationFailure";
  /** The variable that must be set and is not; otherwise the text itself is broken. */
  readonly missing: string | undefined;

  constructor(message: string, missing?: string) {
    super(message);
    this.missing = missing;
  }
}

/**
 * Fills variables in as compose does: `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME?error}`,
 * `${NAME+other}`, with `:` before the sign where blank counts as unset, nested, and `$$` for a dollar.
 *
 * @throws {@link InterpolationFailure}
 */
export function interpolate(text: string, lookup: Lookup): string {
  return fill(new Parser(text).parts(false), limited(lookup));
}

/** No variable holds more characters; doubled on each of thirty lines, a short one would. */
const longest = 1_000_000;

function limited(lookup: Lookup): Lookup {
  let length = 0;
  return (name) => {
    const value = lookup(name);
    length += value?.length ?? 0;
    if (length <= longest) return value;
    throw new InterpolationFailure(`has variables that hold more than ${longest} characters`);
  };
}

/** Plain text, or a variable with what stands after its sign. */
type Part = string | Variable;

interface Variable {
  readonly variable: string;
  readonly sign: string;
  readonly word: readonly Part[];
}

function fill(parts: readonly Part[], lookup: Lookup): string {
  return parts.map((part) => (typeof part === "string" ? part : choose(part, lookup))).join("");
}

/** A word is filled in only where it is used: the default of a default may need what is not there. */
function choose({ variable, sign, word }: Variable, lookup: Lookup): string {
  const value = lookup(variable);
  const isSet = value !== undefined && !(value === "" && sign.startsWith(":"));
  const kept = value ?? "";
  if (sign.endsWith("+")) return isSet ? fill(word, lookup) : "";
  if (isSet || sign === "") return kept;
  if (sign.endsWith("-")) return fill(word, lookup);
  const why = fill(word, lookup) || "it is not set";
  throw new InterpolationFailure(`needs ${variable}: ${why}`, variable);
}

/** Nobody nests deeper, and the stack ends somewhere. */
const deepest = 100;

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Everything up to the end, or up to the `}` that closes a word. */
  parts(inBraces: boolean): readonly Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      const plain = this.#take(inBraces ? /[^$}]+/y : /[^$]+/y);
      if (plain !== undefined) parts.push(plain);
      else if (this.#take(/\$/y) !== undefined) parts.push(this.#dollar());
      else break;
    }
    return parts;
  }

  #dollar(): Part {
    if (this.#take(/\$/y) !== undefined) return "$";
    const inBraces = this.#take(/\{/y) !== undefined;
    const variable = this.#take(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (variable === undefined) {
      throw new InterpolationFailure("has a $ that names no variable ($$ stands for a dollar)");
    }
    if (!inBraces) return { variable, sign: "", word: [] };
    const sign = this.#take(/:?[-?+]/y) ?? "";
    const word = sign === "" ? [] : this.#word();
    if (this.#take(/\}/y) !== undefined) return { variable, sign, word };
    throw new InterpolationFailure(`has a \${${variable} that is not closed`);
  }

  #word(): readonly Part[] {
    this.#depth += 1;
    if (this.#depth > deepest) {
      throw new InterpolationFailure(`has variables nested deeper than ${deepest} levels`);
    }
    const parts = this.parts(true);
    this.#depth -= 1;
    return parts;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
