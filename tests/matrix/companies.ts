import { type Doubts, divided } from "./doubts.ts";
import type { Ending } from "./ending.ts";
import { type Group, nameOf, partsOf } from "./groups.ts";
import type { Encounter } from "./share.ts";

/** Faults that are played together, or one by itself, and the checks that meet them there. */
export interface Company {
  readonly group: Group;
  readonly checks: readonly string[];
}

/** What is known before a group is met. */
export interface Known {
  /** Checks that meet a fault by itself, by its id. */
  readonly told: ReadonlyMap<string, ReadonlySet<string>>;
  readonly doubts: Doubts;
}

/**
 * Lets every check meet a group without those of its members that are told to kill it: those who are killed by
 * the same meet the same company. Of a group that is known to be one too many it meets parts.
 */
export function companiesOf(
  group: Group,
  checks: readonly string[],
  { told, doubts }: Known,
): readonly Company[] {
  const companies = new Map<string, { group: Group; checks: string[] }>();
  for (const check of checks) {
    const others = group.filter(({ id }) => told.get(id)?.has(check) !== true);
    for (const part of divided(others, doubts[check])) {
      const company = companies.get(nameOf(part)) ?? { group: part, checks: [] };
      company.checks.push(check);
      companies.set(nameOf(part), company);
    }
  }
  return [...companies.values()];
}

export function met({ group, checks }: Company): Encounter {
  return { ...played(group), checks };
}

export function played(group: Group): Encounter {
  return { id: nameOf(group), quirks: group.map(({ id }) => id) };
}

/** Smaller companies for the same checks. */
export function split({ group, checks }: Company): readonly Company[] {
  return partsOf(group).map((part) => ({ group: part, checks }));
}

/** What still may have died of several: only who passed is known to have died of none. */
export function left(
  companies: readonly Company[],
  endings: readonly Ending[],
): readonly Company[] {
  return companies
    .filter(isSeveral)
    .map(({ group, checks }) => {
      const passed = new Set(passesOf(group, endings).map(({ check }) => check));
      return { group, checks: checks.filter((check) => !passed.has(check)) };
    })
    .filter(({ checks }) => checks.length > 0);
}

/** How each check ended with each fault, as far as that is known now. */
export function byOne(
  companies: readonly Company[],
  endings: readonly Ending[],
): readonly Ending[] {
  const several = companies.filter(isSeveral);
  const names = new Set(several.map(({ group }) => nameOf(group)));
  return [
    ...endings.filter(({ quirk }) => !names.has(quirk)),
    ...several.flatMap(({ group }) =>
      passesOf(group, endings).flatMap((ending) =>
        group.map(({ id }) => ({ ...ending, quirk: id })),
      ),
    ),
  ];
}

function isSeveral({ group }: Company): boolean {
  return group.length > 1;
}

function passesOf(group: Group, endings: readonly Ending[]): readonly Ending[] {
  const name = nameOf(group);
  return endings.filter(({ quirk, state }) => quirk === name && state === "passed");
}
