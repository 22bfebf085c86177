import { type Ending, isKill } from "./ending.ts";
import { isSpecific } from "./kills.ts";
import type { Matrix } from "./matrix.ts";

/**
 * A matrix for people, as Markdown.
 *
 * @param endings - given, each kill is shown with what the check said
 */
export function renderMatrix(matrix: Matrix, endings?: readonly Ending[]): string {
  const { faults, checks } = matrix;
  return `${[
    summary(matrix),
    "",
    "| fault | cause | killed | checks |",
    "|---|---|---|---|",
    ...faults.map((fault) => {
      const { id, cause, killed } = fault;
      const real = killed.filter(isKill).length;
      // What it does to a part of the checks does not say how broad it is.
      const isBroad = matrix.fastShare !== null && !isSpecific(fault, checks.length);
      const broad = isBroad ? " (broad)" : "";
      return `| \`${id}\` | ${cause} | ${real}${broad} | ${killed.map(killText).join(" ")} |`;
    }),
    "",
    ...(endings === undefined ? [] : details(matrix, endings)),
  ].join("\n")}\n`;
}

function summary({ faults, checks, durationMs, seed, fast, fastShare }: Matrix): string {
  const kills = faults.flatMap(({ killed }) => killed).filter(isKill).length;
  const share =
    fastShare === null
      ? ""
      : ` ${fast.length} fast checks take ${(fastShare * 100).toFixed(1)} % of the time.`;
  return (
    `${checks.length} checks against ${faults.length} faults: ${kills} kills in ${(durationMs / 1000).toFixed(0)} s, ` +
    `seed ${seed}.${share}`
  );
}

/** A timeout ends with a tilde; what was blocked, which counts for nothing, stands in brackets. */
function killText({ check, how }: Matrix["faults"][number]["killed"][number]): string {
  if (how === "blocked") return `(${check})`;
  return how === "timeout" ? `${check}~` : check;
}

function details({ faults }: Matrix, endings: readonly Ending[]): string[] {
  return faults.flatMap(({ id }) => [
    `${id}:`,
    ...endings
      .filter(({ quirk, state }) => quirk === id && state === "failed")
      .map(({ check, how, why }) => `  ${check} [${how}] ${why.slice(0, 300)}`),
    "",
  ]);
}
