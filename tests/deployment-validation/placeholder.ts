/** What is published when nobody filled it in. */
const empty = /^\s*(undefined|null|none|nan|unknown|todo|tbd)?\s*$/i;

/** Whether a published value says something: a placeholder, like no value at all, says nothing. */
export function isFilled(value: unknown): boolean {
  return !empty.test(String(value ?? ""));
}
