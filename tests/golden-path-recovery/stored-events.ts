import type { Answer } from "../../src/harness/wire/http/operation.ts";

/** The events of a run as HTTP tells them, in its order. */
export function storedEvents(answer: Answer): readonly unknown[] {
  const events = answer.read("events");
  return Array.isArray(events) ? events : [];
}
