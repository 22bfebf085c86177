import { counted, names } from "../../gate/verdict-words.ts";

/** How many there are, what of them, and the first few by name; nothing where there are none. */
export function about(ids: readonly string[], noun: string, what: string): readonly string[] {
  return ids.length === 0 ? [] : [`${counted(ids.length, noun)} ${what}: ${names(ids)}`];
}

/** The verb that goes with so many. */
export function be(n: number): string {
  return n === 1 ? "is" : "are";
}
