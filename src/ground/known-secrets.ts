/** Shorter values are words, not secrets: scrubbing "dev" would blank out half a log. */
const shortest = 8;

/** Odd, so that nothing is lost when fingerprints overflow 32 bits, which they do all the time. */
const base = 65_599;
/** What the character that leaves the window weighed. */
const leaving = power(shortest - 1);

/**
 * Texts that must not be shown, and finding them in others.
 *
 * A run knows thousands and looks at every line for all of them at once: each is filed under a fingerprint
 * of its beginning, and a window of that length slides over the text (Rabin and Karp), so that looking
 * costs as much for thousands of secrets as for one.
 */
export class KnownSecrets {
  /** How many hold each text. */
  readonly #holders = new Map<string, number>();
  readonly #byBeginning = new Map<number, string[]>();

  /**
   * Remembers a secret in every spelling; a short one is no secret.
   *
   * @returns forgets it again; a text remembered twice must be forgotten twice
   */
  remember(value: string, spellings: readonly string[]): () => void {
    if (value.length < shortest) return () => undefined;
    const long = new Set([value, ...spellings].filter(({ length }) => length >= shortest));
    for (const text of long) this.#add(text);
    return () => {
      for (const text of long) this.#remove(text);
    };
  }

  /** The text with a word in place of every secret. */
  scrub(text: string, word: string): string {
    let clean = "";
    let done = 0;
    for (const { start, end } of this.#find(text)) {
      clean += text.slice(done, start) + word;
      done = end;
    }
    return done === 0 ? text : clean + text.slice(done);
  }

  isIn(text: string): boolean {
    return this.#find(text).next().done === false;
  }

  #add(text: string): void {
    const holders = this.#holders.get(text) ?? 0;
    this.#holders.set(text, holders + 1);
    if (holders > 0) return;
    const beginning = fingerprint(text);
    const others = this.#byBeginning.get(beginning) ?? [];
    // Of two that begin alike the longer one goes first: what is left of it would still be a secret.
    this.#byBeginning.set(
      beginning,
      [...others, text].sort((a, b) => b.length - a.length),
    );
  }

  #remove(text: string): void {
    const holders = this.#holders.get(text) ?? 0;
    if (holders > 1) {
      this.#holders.set(text, holders - 1);
      return;
    }
    this.#holders.delete(text);
    const beginning = fingerprint(text);
    const others = (this.#byBeginning.get(beginning) ?? []).filter((other) => other !== text);
    if (others.length > 0) this.#byBeginning.set(beginning, others);
    else this.#byBeginning.delete(beginning);
  }

  *#find(text: string): Generator<{ readonly start: number; readonly end: number }> {
    if (this.#holders.size === 0 || text.length < shortest) return;
    let start = 0;
    let window = fingerprint(text);
    while (true) {
      const secret = this.#byBeginning.get(window)?.find((one) => text.startsWith(one, start));
      if (secret !== undefined) {
        yield { start, end: start + secret.length };
        start += secret.length;
        if (start + shortest > text.length) return;
        window = fingerprint(text, start);
        continue;
      }
      if (start + shortest >= text.length) return;
      window = slid(window, text.charCodeAt(start), text.charCodeAt(start + shortest));
      start += 1;
    }
  }
}

/** Of the characters a window sees. */
function fingerprint(text: string, start = 0): number {
  let sum = 0;
  for (let at = start; at < start + shortest; at += 1) {
    sum = (Math.imul(sum, base) + text.charCodeAt(at)) | 0;
  }
  return sum;
}

/** The fingerprint one character further on. */
function slid(window: number, out: number, incoming: number): number {
  return (Math.imul(window - Math.imul(out, leaving), base) + incoming) | 0;
}

function power(exponent: number): number {
  let product = 1;
  for (let n = 0; n < exponent; n += 1) product = Math.imul(product, base);
  return product;
}
