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
  readonly #byBeginning = new Map<number, Alike>();

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
    const beginning = fingerprint(text);
    const alike = this.#byBeginning.get(beginning) ?? new Alike();
    this.#byBeginning.set(beginning, alike);
    alike.add(text);
  }

  #remove(text: string): void {
    const beginning = fingerprint(text);
    const alike = this.#byBeginning.get(beginning);
    alike?.remove(text);
    if (alike?.isEmpty === true) this.#byBeginning.delete(beginning);
  }

  *#find(text: string): Generator<{ readonly start: number; readonly end: number }> {
    if (this.#byBeginning.size === 0 || text.length < shortest) return;
    let start = 0;
    let window = fingerprint(text);
    while (true) {
      const length = this.#byBeginning.get(window)?.lengthAt(text, start) ?? 0;
      if (length > 0) {
        const end = this.#endOf(text, start, start + length);
        yield { start, end };
        start = end;
        if (start + shortest > text.length) return;
        window = fingerprint(text, start);
        continue;
      }
      if (start + shortest >= text.length) return;
      window = slid(window, text.charCodeAt(start), text.charCodeAt(start + shortest));
      start += 1;
    }
  }

  /** Where a secret ends, and every other that begins before it does. */
  #endOf(text: string, start: number, atLeast: number): number {
    let end = atLeast;
    for (let at = start + 1; at < end && at + shortest <= text.length; at += 1) {
      const length = this.#byBeginning.get(fingerprint(text, at))?.lengthAt(text, at) ?? 0;
      end = Math.max(end, at + length);
    }
    return end;
  }
}

/**
 * Secrets that begin alike, as tokens with the same header do, by length: all of one length are looked up at
 * once.
 */
class Alike {
  /** How many hold each text. */
  readonly #byLength = new Map<number, Map<string, number>>();
  /** Longest first: what is left of a longer one would still be a secret. */
  #lengths: readonly number[] = [];

  get isEmpty(): boolean {
    return this.#byLength.size === 0;
  }

  add(text: string): void {
    const holders = this.#byLength.get(text.length) ?? new Map<string, number>();
    holders.set(text, (holders.get(text) ?? 0) + 1);
    this.#byLength.set(text.length, holders);
    if (holders.size === 1) this.#sort();
  }

  remove(text: string): void {
    const holders = this.#byLength.get(text.length);
    const left = (holders?.get(text) ?? 0) - 1;
    if (left > 0) holders?.set(text, left);
    else holders?.delete(text);
    if (holders?.size !== 0) return;
    this.#byLength.delete(text.length);
    this.#sort();
  }

  /** Length of the one that stands there; 0 when none does. */
  lengthAt(text: string, start: number): number {
    const stands = (length: number): boolean =>
      this.#byLength.get(length)?.has(text.slice(start, start + length)) ?? false;
    return this.#lengths.find(stands) ?? 0;
  }

  #sort(): void {
    this.#lengths = [...this.#byLength.keys()].sort((left, right) => right - left);
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
