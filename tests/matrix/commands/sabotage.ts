import * as rules from "../../detection/suite-rules.ts";
import { sourceOf } from "../../detection/suite-source.ts";
import { type Ending, isKill } from "../ending.ts";
import { type Pair, readExpected } from "../expected.ts";
import { sound } from "../quirks.ts";
import { playOnce } from "../rounds.ts";
import { type Sabotage, sourceOfSabotaged, sourceOfWhole } from "../sabotage.ts";
import { sabotages } from "../sabotages.ts";
import type { MatrixOptions } from "./options.ts";

/**
 * Does every deed at once, each to another check, and says which of them nobody noticed.
 *
 * The same checks meet the same faults untouched as well: only a check that dies of its fault while it has its
 * teeth says anything by not dying without them. What gives a deed away is to be seen twice: once may be the
 * weather.
 */
export async function runSabotage(options: MatrixOptions): Promise<readonly string[]> {
  const meant = meantPairs();
  const whole = await endingsOf(options, [], meant);
  const harmed = await endingsOf(options, sabotages, meant);
  const odd = harmed.filter((ending) => isAlarm(ending) || isSpared(ending));
  const again = await endingsOf(
    options,
    sabotages,
    odd.map(({ quirk, check }) => ({ fault: quirk, check })),
  );
  const fates = sabotages.map((sabotage) =>
    fateOf(sabotage, of(sabotage, whole), of(sabotage, again)),
  );
  for (const { text } of fates) process.stdout.write(`${text}\n`);
  return fates.filter(({ isNoticed }) => !isNoticed).map(({ text }) => text);
}

/** Each of the checks where nothing is wrong, and with each fault that it is meant to die of. */
function meantPairs(): readonly Pair[] {
  const expected = readExpected();
  return sabotages.flatMap(({ check }) =>
    [...sound.map(({ id }) => id), ...(expected[check] ?? [])].map((fault) => ({ check, fault })),
  );
}

async function endingsOf(
  { seed, workers }: MatrixOptions,
  deeds: readonly Sabotage[],
  pairs: readonly Pair[],
): Promise<readonly Ending[]> {
  const quirks = [...new Set(pairs.map(({ fault }) => fault))];
  return await playOnce(
    { seed, workers, sabotages: deeds },
    quirks.map((id) => ({
      ...{ id, quirks: [id] },
      checks: pairs.filter(({ fault }) => fault === id).map(({ check }) => check),
    })),
  );
}

function of({ check }: Sabotage, endings: readonly Ending[]): readonly Ending[] {
  return endings.filter((ending) => ending.check === check);
}

interface Fate {
  readonly isNoticed: boolean;
  readonly text: string;
}

/** @param again - what gave it away, and was looked at once more */
function fateOf(sabotage: Sabotage, whole: readonly Ending[], again: readonly Ending[]): Fate {
  const { check, deed } = sabotage;
  const killing = whole.filter((ending) => !isSound(ending) && isKill(ending));
  const told = (isNoticed: boolean, what: string): Fate => ({
    isNoticed,
    text: `${check}: ${deed}: ${what}`,
  });
  const alarm = whole.find(isAlarm);
  if (alarm !== undefined)
    return told(false, `fails unharmed where nothing is wrong (${alarm.why})`);
  if (killing.length === 0) return told(false, "dies of none of its faults unharmed");
  const by = noticedBy(sabotage, again, new Set(killing.map(({ quirk }) => quirk)));
  return told(by !== undefined, by ?? "nobody noticed");
}

function isSound({ quirk }: Ending): boolean {
  return sound.some(({ id }) => id === quirk);
}

function isAlarm(ending: Ending): boolean {
  return isSound(ending) && ending.state === "failed";
}

function isSpared(ending: Ending): boolean {
  return !(isSound(ending) || isKill(ending));
}

/**
 * What gives a deed away; undefined when nothing does.
 *
 * @param killing - faults the check dies of when nothing is done to it
 */
function noticedBy(
  sabotage: Sabotage,
  again: readonly Ending[],
  killing: ReadonlySet<string>,
): string | undefined {
  const alarm = again.find(isAlarm);
  if (alarm !== undefined) return `fails where nothing is wrong (${alarm.why.slice(0, 80)})`;
  const spared = again.filter((ending) => isSpared(ending) && killing.has(ending.quirk));
  if (spared.length > 0) return `no longer dies of ${spared.map(({ quirk }) => quirk).join(", ")}`;
  const offence = offencesOf(sabotage)[0];
  return offence === undefined ? undefined : `breaks a rule of the suite (${offence})`;
}

/** Offences against rules of the suite that the deed itself is. */
function offencesOf(sabotage: Sabotage): readonly string[] {
  const { checkIds: _, ...ofSuite } = rules;
  const harmed = sourceOf(sourceOfSabotaged(sabotage), sabotage.file);
  const untouched = sourceOf(sourceOfWhole(sabotage), sabotage.file);
  return Object.values(ofSuite).flatMap((rule: rules.Rule) => {
    const before = new Set(rule(untouched).map(withoutLine));
    return rule(harmed).filter((offence) => !before.has(withoutLine(offence)));
  });
}

/** A deed may move what stands below it. */
function withoutLine(offence: string): string {
  return offence.replace(/:\d+ /, " ");
}
