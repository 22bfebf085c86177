import { coveringPairs, type Expected, type Pair, readExpected } from "../expected.ts";
import { sound } from "../quirks.ts";
import { Rounds } from "../rounds.ts";
import { encountersOf, unseenIn, withSecondLook } from "../second-look.ts";
import { readSeen, tellingOf } from "../seen.ts";
import type { MatrixOptions } from "./options.ts";

/**
 * Runs so few of the expected kills that each check dies once, of a fault that spares most where one is known,
 * and each fault kills once.
 *
 * A kill that is not seen is looked for once more; a false alarm has no second chance.
 */
export async function runSubset(options: MatrixOptions): Promise<readonly string[]> {
  const expected = readExpected();
  const telling = tellingOf(readSeen(expected), Object.keys(expected).length);
  const isTelling = (fault: string): boolean => telling.has(fault);
  const pairs = coveringPairs(expected, isTelling);
  const start = performance.now();
  const healthy = sound.map(({ id }) => ({ id, quirks: [id] }));
  await using rounds = await Rounds.open(options);
  // By themselves: beside hundreds of others, a promise of two seconds is broken by whoever measures it.
  const calm = await rounds.play(healthy);
  const second = await withSecondLook(rounds, await rounds.play(encountersOf(pairs)), pairs);
  const unseen = unseenIn(second, pairs);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const kills = pairs.filter((pair) => !unseen.includes(pair));
  process.stdout.write(`${countsOf(kills, isTelling)} in ${seconds} s\n`);
  return [
    ...unseen.map(
      ({ fault, check }) => `a kill that is meant to be was not seen: ${fault}: ${check}`,
    ),
    ...untoldIn(expected, kills, isTelling),
    ...calm
      .filter(({ state }) => state === "failed")
      .map(({ quirk, check, why }) => `false alarm on ${quirk}: ${check}: ${why}`),
  ];
}

/** Checks that died of nothing that says something about them. */
function untoldIn(
  expected: Expected,
  kills: readonly Pair[],
  isTelling: (fault: string) => boolean,
): readonly string[] {
  const told = new Set(kills.filter(({ fault }) => isTelling(fault)).map(({ check }) => check));
  return Object.keys(expected)
    .filter((check) => !told.has(check))
    .map((check) => `${check} died of no fault that was seen to spare most`);
}

/** Only what was seen. */
function countsOf(kills: readonly Pair[], isTelling: (fault: string) => boolean): string {
  const checks = new Set(kills.map(({ check }) => check));
  const killing = new Set(kills.map(({ fault }) => fault));
  const told = new Set(kills.filter(({ fault }) => isTelling(fault)).map(({ check }) => check));
  return (
    `${kills.length} kills of ${killing.size} faults and ${checks.size} checks, ` +
    `${told.size} of these by a fault that was seen to spare most,`
  );
}
