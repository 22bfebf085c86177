import * as rules from "../../detection/suite-rules.ts";
import { sourceOf } from "../../detection/suite-source.ts";
import type { Ending } from "../ending.ts";
import { readExpected } from "../expected.ts";
import { ProgressLine } from "../progress-line.ts";
import { sound } from "../quirks.ts";
import { runShares } from "../run-shares.ts";
import { type Sabotage, sourceOfSabotaged } from "../sabotage.ts";
import { sabotages } from "../sabotages.ts";
import type { MatrixOptions } from "./options.ts";

/** Does every deed at once, each to another check, and says which of them nobody noticed. */
export async function runSabotage({ seed, workers }: MatrixOptions): Promise<readonly string[]> {
  const expected = readExpected();
  const checks = sabotages.map(({ check }) => check);
  const meant = checks.flatMap((check) =>
    (expected[check] ?? []).map((fault) => ({ check, fault })),
  );
  const faults = [...new Set(meant.map(({ fault }) => fault))];
  const endings = await runShares({
    ...{ seed, workers, progress: new ProgressLine(), sabotages },
    encounters: [
      ...sound.map(({ id }) => ({ id, quirks: [id], checks })),
      ...faults.map((id) => ({
        ...{ id, quirks: [id] },
        checks: meant.filter(({ fault }) => fault === id).map(({ check }) => check),
      })),
    ],
  });
  const fates = sabotages.map((sabotage) => ({ sabotage, by: noticedBy(sabotage, endings) }));
  for (const { sabotage, by } of fates) {
    process.stdout.write(`${sabotage.check}: ${sabotage.deed}: ${by ?? "nobody noticed"}\n`);
  }
  return fates
    .filter(({ by }) => by === undefined)
    .map(({ sabotage: { check, deed } }) => `nobody noticed: ${check}: ${deed}`);
}

/** What gives a deed away; undefined when nothing does. */
function noticedBy(sabotage: Sabotage, endings: readonly Ending[]): string | undefined {
  const own = endings.filter(({ check }) => check === sabotage.check);
  const alarm = own.find(({ quirk, state }) => quirk === "healthy" && state === "failed");
  if (alarm !== undefined) return `fails where nothing is wrong (${alarm.why.slice(0, 80)})`;
  const spared = own.filter(({ quirk, state, how }) => {
    return quirk !== "healthy" && (state !== "failed" || how === "blocked");
  });
  if (spared.length > 0) return `no longer dies of ${spared.map(({ quirk }) => quirk).join(", ")}`;
  const source = sourceOf(sourceOfSabotaged(sabotage), sabotage.file);
  const { checkIds: _, ...ofSuite } = rules;
  const broken = Object.values(ofSuite).flatMap((rule: rules.Rule) => rule(source));
  return broken.length > 0 ? `breaks a rule of the suite (${broken[0]})` : undefined;
}
