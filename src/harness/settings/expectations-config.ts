import { z } from "zod";
import { phases } from "../gate/check.ts";
import type { Expectation } from "../gate/expectations.ts";

const name = z.string().min(1);

/** More checks than anybody has: a larger number is a slip of the finger. */
const mostChecks = 10_000;
const count = z.number().int().max(mostChecks);

const passing = z
  .strictObject({
    /** At least so many. 0 would be met by anything, so it is none. */
    least: count.min(1).optional(),
    /** At most so many. */
    most: count.min(0).optional(),
    /** More than this share. */
    above: z.number().min(0).lt(1).optional(),
  })
  .refine((said) => Object.values(said).some((value) => value !== undefined), {
    error: "must say least, most or above, got none of them",
  })
  .refine(({ least, most }) => least === undefined || most === undefined || least <= most, {
    error: ({ input }) => `must not exceed most, got ${limitsOf(input)}`,
    path: ["least"],
  });

const selectors = ["checks", "tags", "journey", "phase"] as const;

const expectation = z
  .strictObject({
    /** Short stable name. */
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower-case kebab-case"),
    /** `before` a deployment: `prove`. `after` it: `verify` and `gate`. */
    when: z.enum(["before", "after", "always"]).default("always"),
    /** Which checks: exactly one of the four. */
    checks: z.array(name).min(1).optional(),
    tags: z.array(name).min(1).optional(),
    journey: name.optional(),
    phase: z.enum(phases).optional(),
    passing,
    /** Of how many it speaks. @default as many as it names checks, else as many as run */
    of: count.min(1).optional(),
  })
  .superRefine((said, context) => {
    const named = selectors.filter((selector) => said[selector] !== undefined);
    if (named.length !== 1)
      context.addIssue({
        code: "custom",
        message: `must name exactly one of ${selectors.join(", ")}, got ${named.join(" and ") || "none"}`,
      });
    for (const [key, message] of faultsOf(said))
      context.addIssue({ code: "custom", message, path: key.split(".") });
  });

type Said = Pick<Expectation, "checks" | "of" | "passing">;

/** Expectations that nothing could meet, or that speak of more than they name. */
function faultsOf({ checks = [], of, passing: { least, most } }: Said) {
  const repeated = checks.find((check, index) => checks.indexOf(check) !== index);
  const whole = of ?? (checks.length > 0 ? checks.length : undefined);
  const faults: [string, string][] = [];
  if (repeated !== undefined)
    faults.push(["checks", `must name each once, got "${repeated}" twice`]);
  if (of !== undefined && checks.length > 0 && of !== checks.length)
    faults.push(["of", `must be as many as checks are named (${checks.length}), got "${of}"`]);
  for (const [key, value] of [
    ["least", least],
    ["most", most],
  ] as const)
    if (value !== undefined && whole !== undefined && value > whole)
      faults.push([`passing.${key}`, `must not exceed of (${whole}), got "${value}"`]);
  return faults;
}

function limitsOf(input: unknown): string {
  const { least, most } = input as { readonly least: number; readonly most: number };
  return `${least} and ${most}`;
}

/** What is expected of a run, in numbers; ids are unique. */
export const expectationsConfig = z.array(expectation).superRefine((all, context) => {
  const seen = new Set<string>();
  for (const [index, { id }] of all.entries()) {
    if (seen.has(id))
      context.addIssue({
        code: "custom",
        message: `must be unique, got "${id}" twice`,
        path: [index, "id"],
      });
    seen.add(id);
  }
}) satisfies z.ZodType<readonly Expectation[]>;
