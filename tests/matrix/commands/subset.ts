import { faults } from "../../../src/fixtures/faults/index.ts";
import { isKill } from "../ending.ts";
import { coveringPairs, type Expected, type Pair, readExpected } from "../expected.ts";
import { sound } from "../quirks.ts";
import { Rounds } from "../rounds.ts";
import { readSeen, tellingOf } from "../seen.ts";
import type { Encounter } from "../share.ts";
import type { MatrixOptions } from "./options.ts";

/**
 * Runs so few of the expected kills that each check dies once, of a fault that spares most where one is known,
 * and each fault kills once.
 *
 * A kill that is not seen is looked for once more, alone: on a machine that is busy with other things a
 * fault that is a matter of time may come too late. A false alarm has no second chance.
 */
export async function runSubset(options: MatrixOptions): Promise<readonly string[]> {
  const expected = readExpected();
  const telling = tellingOf(readSeen(expected), Object.keys(expected).length);
  const isTelling = (fault: string): boolean => telling.has(fault);
  const pairs = coveringPairs(expected, isTelling);
  const start = performance.now();
  const healthy = sound.map(({ id }) => ({ id, quirks: [id] }));
  await using rounds = await Rounds.open(options);
  const first = await see(rounds, pairs, healthy);
  const second = first.unseen.length === 0 ? first : await see(rounds, first.unseen);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const kills = pairs.filter((pair) => !second.unseen.includes(pair));
  process.stdout.write(`${countsOf(kills, isTelling)} in ${seconds} s\n`);
  return [
    ...second.unseen.map(
      ({ fault, check }) => `a kill that is meant to be was not seen: ${fault}: ${check}`,
    ),
    ...untoldIn(expected, kills, isTelling),
    ...first.falseAlarms.map((alarm) => `false alarm on ${alarm}`),
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

interface Sight {
  readonly unseen: readonly Pair[];
  readonly falseAlarms: readonly string[];
}

async function see(
  rounds: Rounds,
  pairs: readonly Pair[],
  healthy: readonly Encounter[] = [],
): Promise<Sight> {
  const struck = faults.map(({ id }) => ({
    ...{ id, quirks: [id] },
    checks: pairs.filter(({ fault }) => fault === id).map(({ check }) => check),
  }));
  const endings = await rounds.play([...healthy, ...struck]);
  const isKilled = ({ check, fault }: Pair): boolean =>
    endings.some((ending) => ending.quirk === fault && ending.check === check && isKill(ending));
  return {
    unseen: pairs.filter((pair) => !isKilled(pair)),
    falseAlarms: endings
      .filter(({ quirk, state }) => state === "failed" && healthy.some(({ id }) => id === quirk))
      .map(({ quirk, check, why }) => `${quirk}: ${check}: ${why}`),
  };
}
