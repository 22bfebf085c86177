import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import { unusual } from "../../../src/fixtures/faults/unusual.ts";
import { examine } from "../examination.ts";
import { healthyPromised, hold } from "../promises.ts";
import { healthyText, missText } from "../text.ts";
import type { BenchOptions } from "./options.ts";

const healthy: Quirk = { id: "healthy", title: "is as it should be", parameters: {} };

/** Nothing is wrong: whatever is named is a false diagnosis. */
export async function benchHealthy(
  options: BenchOptions & { readonly runs: number },
): Promise<void> {
  const kinds = [healthy, ...unusual];
  const patients = Array.from({ length: options.runs }, (_, n) => ({
    quirks: [kinds[n % kinds.length] ?? healthy],
    truth: [],
    seed: options.seed + n,
  }));
  const outcomes = await examine(patients, { ...options, direct: false });
  for (const outcome of outcomes) {
    if (!outcome.diagnosis.healthy) console.log(missText("false alarm", outcome, true));
  }
  console.log(healthyText(outcomes));
  hold(healthyPromised, outcomes);
}
