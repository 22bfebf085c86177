import { type Fault, faults } from "../../../src/fixtures/faults/index.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { examine } from "../examination.ts";
import { writeNamed } from "../named.ts";
import { exactPromised, hold, singlesPromised } from "../promises.ts";
import { gradeOf, type Outcome } from "../score.ts";
import { missText, singlesText } from "../text.ts";
import type { BenchOptions } from "./options.ts";

/** Every fault by itself. */
export async function benchSingles(options: BenchOptions): Promise<void> {
  if (options.update && options.faults !== "") {
    throw new ConfigurationError("--update", "records all faults, and must stand without --faults");
  }
  const chosen = faults.filter(({ id }) => new RegExp(options.faults).test(id));
  const outcomes = await examine(patients(chosen), { ...options, direct: false });
  say(outcomes, options);
  if (options.update) writeNamed(outcomes);
  console.log(singlesText("from the public address alone", outcomes));
  hold(singlesPromised, outcomes);
  const edged = chosen.filter(({ edge, link }) => edge !== undefined || link !== undefined);
  if (edged.length === 0) return;
  const again = await examine(patients(edged), { ...options, direct: true });
  const others = outcomes.filter(({ played: [id] }) => !edged.some((fault) => fault.id === id));
  const both = [...others, ...again];
  console.log(singlesText("with the origin's own address (--direct)", both));
  hold(exactPromised, both);
}

function patients(chosen: readonly Fault[]) {
  return chosen.map((fault) => ({ quirks: [fault], truth: [fault.cause] }));
}

function say(outcomes: readonly Outcome[], { verbose }: BenchOptions): void {
  for (const outcome of outcomes) {
    const grade = gradeOf(outcome);
    if (grade !== "exact") console.log(missText(grade, outcome, verbose));
  }
}
