import { runInNewContext } from "node:vm";
import { ConfigurationError } from "../../../ground/errors.ts";
import type { SourceText } from "./source-text.ts";

/** What an expression finds: its groups, and the line it begins on. */
export interface Match {
  readonly line: number;
  readonly key: string | undefined;
  readonly value: string | undefined;
}

/** An expression that takes longer tries the same characters over and over, as `(a+)+$` does. Milliseconds. */
const patienceMs = 2_000;

/** Nobody keeps so many settings in a script; an expression that fits everywhere finds more. */
const most = 10_000;

/** Runs apart from everything else, because only such a run can be ended from outside. */
const program = `
const found = [];
let line = 1;
let seen = 0;
for (const match of text.matchAll(new RegExp(pattern, "gm"))) {
  for (; seen < match.index; seen += 1) if (text[seen] === "\\n") line += 1;
  const { key, value } = match.groups ?? {};
  found.push([line, key, value]);
  if (found.length > most) break;
}
found;
`;

/**
 * All an expression finds in a script, in a bounded time.
 *
 * @throws {@link ConfigurationError} for an expression that is none, that takes too long, or that finds too much
 */
export function matchesIn({ file, text }: SourceText, pattern: string): readonly Match[] {
  const refuse = (rule: string): never => {
    throw new ConfigurationError(`the pattern for ${file}`, rule, { received: pattern });
  };
  if (!isExpression(pattern)) refuse("must be a regular expression");
  const found = run({ text, pattern, most }) ?? refuse(tooSlow);
  if (found.length > most) refuse(`must find at most ${most} settings`);
  return found.map(([line, key, value]) => ({ line, key, value }));
}

const tooSlow = `must find what it looks for within ${patienceMs / 1_000} seconds: a repetition inside a repetition, as in (a+)+, takes for ever where it does not fit`;

type Found = readonly (readonly [number, string | undefined, string | undefined])[];

/** @returns undefined when it takes too long */
function run(given: Readonly<Record<string, unknown>>): Found | undefined {
  try {
    return runInNewContext(program, { ...given }, { timeout: patienceMs });
  } catch {
    return undefined;
  }
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, "gm") instanceof RegExp;
  } catch {
    return false;
  }
}
