import { expect, test } from "vitest";
import { bend } from "../../../src/fixtures/faults/bend.ts";

class Counter {
  #count = 0;

  next(step: number): number {
    this.#count += step;
    return this.#count;
  }
}

test("a bent method may call the healthy one, which still knows its own state", () => {
  const counter = new Counter();
  bend(counter, "next", (healthy) => (step) => healthy(step) * 10);
  expect([counter.next(1), counter.next(2)]).toEqual([10, 30]);
});

test("bends nest, the later one outermost", () => {
  const counter = new Counter();
  bend(counter, "next", (healthy) => (step) => healthy(step) + 1);
  bend(counter, "next", (healthy) => (step) => healthy(step) * 10);
  expect(counter.next(1)).toBe(20);
});

test("no other instance notices", () => {
  const bent = new Counter();
  bend(bent, "next", () => () => -1);
  expect(bent.next(1)).toBe(-1);
  expect(new Counter().next(1)).toBe(1);
});
