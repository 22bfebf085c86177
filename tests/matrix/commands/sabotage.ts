import * as rules from "../../detection/suite-rules.ts";
import { sourceOf } from "../../detection/suite-source.ts";
import type { Ending } from "../ending.ts";
import { readExpected } from "../expected.ts";
import { sound } from "../quirks.ts";
import { playOnce } from "../rounds.ts";
import { type Sabotage, sourceOfSabotaged } from "../sabotage.ts";
import { sabotages } from "../sabotages.ts";
import type { MatrixOptions } from "./options.ts";

/**
 * Does every deed at once, each to another check, and says which of them nobody noticed.
 *
 * The same checks meet the same faults untouched as well: only a check that dies of its fault while it has its
 * teeth says anything by not dying without them.
 */
export async function runSabotage(options: MatrixOptions): Promise<readonly string[]> {
  const whole = await endingsOf(options, []);
  const harmed = await endingsOf(options, sabotages);
  const fates = sabotages.map((sabotage) => fateOf(sabotage, whole, harmed));
  for (const { text } of fates) process.stdout.write(`${text}\n`);
  return fates.filter(({ isNoticed }) => !isNoticed).map(({ text }) => text);
}

async function endingsOf(
  { seed, workers }: MatrixOptions,
  deeds: readonly Sabotage[],
): Promise<readonly Ending[]> {
  const expected = readExpected();
  const checks = sabotages.map(({ check }) => check);
  const meant = checks.flatMap((check) =>
    (expected[check] ?? []).map((fault) => ({ check, fault })),
  );
  const faults = [...new Set(meant.map(({ fault }) => fault))];
  return await playOnce({ seed, workers, sabotages: deeds }, [
    ...sound.map(({ id }) => ({ id, quirks: [id], checks })),
    ...faults.map((id) => ({
      ...{ id, quirks: [id] },
      checks: meant.filter(({ fault }) => fault === id).map(({ check }) => check),
    })),
  ]);
}

interface Fate {
  readonly isNoticed: boolean;
  readonly text: string;
}

function fateOf(sabotage: Sabotage, whole: readonly Ending[], harmed: readonly Ending[]): Fate {
  const { check, deed } = sabotage;
  const control = whole.filter((ending) => ending.check === check);
  const killing = control.filter(isKill).map(({ quirk }) => quirk);
  const told = (isNoticed: boolean, what: string): Fate => ({
    isNoticed,
    text: `${check}: ${deed}: ${what}`,
  });
  const alarm = control.find(isAlarm);
  if (alarm !== undefined)
    return told(false, `fails unharmed where nothing is wrong (${alarm.why})`);
  if (killing.length === 0) return told(false, "dies of none of its faults unharmed");
  const own = harmed.filter((ending) => ending.check === check);
  const by = noticedBy(sabotage, own, killing);
  return told(by !== undefined, by ?? "nobody noticed");
}

function isAlarm({ quirk, state }: Ending): boolean {
  return quirk === "healthy" && state === "failed";
}

function isKill({ quirk, state, how }: Ending): boolean {
  return quirk !== "healthy" && state === "failed" && how !== "blocked";
}

/**
 * What gives a deed away; undefined when nothing does.
 *
 * @param killing - faults the check dies of when nothing is done to it
 */
function noticedBy(
  sabotage: Sabotage,
  own: readonly Ending[],
  killing: readonly string[],
): string | undefined {
  const alarm = own.find(isAlarm);
  if (alarm !== undefined) return `fails where nothing is wrong (${alarm.why.slice(0, 80)})`;
  const killed = new Set(own.filter(isKill).map(({ quirk }) => quirk));
  const spared = killing.filter((fault) => !killed.has(fault));
  if (spared.length > 0) return `no longer dies of ${spared.join(", ")}`;
  const source = sourceOf(sourceOfSabotaged(sabotage), sabotage.file);
  const { checkIds: _, ...ofSuite } = rules;
  const broken = Object.values(ofSuite).flatMap((rule: rules.Rule) => rule(source));
  return broken.length > 0 ? `breaks a rule of the suite (${broken[0]})` : undefined;
}
