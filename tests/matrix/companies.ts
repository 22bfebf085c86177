import { type Doubts, markOf } from "./doubts.ts";
import type { Ending } from "./ending.ts";
import { type Group, nameOf, partsOf } from "./groups.ts";
import type { Encounter } from "./share.ts";

/** Faults that are played together, or one by itself, and the checks that meet them there. */
export interface Company {
  /** A group, or a part of one. */
  readonly of: Group;
  /** Those of it that are met: the others are told to kill these checks anyway. */
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
  const companies = new Map<string, Company & { checks: string[] }>();
  for (const check of checks) {
    const others = group.filter(({ id }) => told.get(id)?.has(check) !== true);
    if (others.length === 0) continue;
    for (const part of divided({ of: group, group: others, checks: [] }, doubts[check])) {
      const name = `${nameOf(part.of)}: ${nameOf(part.group)}`;
      const company = companies.get(name) ?? { ...part, checks: [] };
      company.checks.push(check);
      companies.set(name, company);
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

/** A company as it is met, or its parts as long as it is known to be one too many. */
function divided(company: Company, marks: readonly string[] = []): readonly Company[] {
  if (!isSeveral(company) || !marks.includes(markOf(company.of))) return [company];
  return split(company).flatMap((part) => divided(part, marks));
}

/** Smaller companies for the same checks: those it divides into that does divide it. */
export function split({ of, group, checks }: Company): readonly Company[] {
  const parts = partsOf(of)
    .map((part) => ({ of: part, group: part.filter((one) => group.includes(one)), checks }))
    .filter((part) => part.group.length > 0);
  const [whole, ...others] = parts;
  return whole !== undefined && others.length === 0 && isSeveral(whole) ? split(whole) : parts;
}

/** What still may have died of several: only who passed is known to have died of none. */
export function left(
  companies: readonly Company[],
  endings: readonly Ending[],
): readonly Company[] {
  return companies
    .filter(isSeveral)
    .map((company) => {
      const passed = new Set(passesOf(company.group, endings).map(({ check }) => check));
      return { ...company, checks: company.checks.filter((check) => !passed.has(check)) };
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
