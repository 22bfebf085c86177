import { inspect } from "node:util";
import { rememberSecret } from "./redact.ts";

// A long watch makes a token per journey; one that nobody holds any more can no longer be sent, and
// scrubbing for it for ever would slow every line down.
const forgotten = new FinalizationRegistry<() => void>((forget) => forget());

/**
 * A value that must never be printed: a token, a key, a password.
 *
 * Opaque from birth, because test runners print raw values in their diffs: `String`, `JSON.stringify`
 * and `util.inspect` all yield `[secret]`. Its text is remembered by the redactor, so it is scrubbed
 * even where somebody else prints it (a server's error, a close reason).
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    forgotten.register(this, rememberSecret(value));
  }

  /** The raw value, for the wire only. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}
