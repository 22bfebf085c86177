import { z } from "zod";

/**
 * Share of first attempts that must work, 0 to 1, by the tag of the checks that belong to a tier. A contract that
 * names tiers names all of them: what it leaves out has no target, so that one may have fewer.
 *
 * @default what a release cannot do without always works, the rest ever less surely
 */
export const tiers = z
  .record(z.string().min(1), z.number().min(0).max(1))
  .default({ p1: 1, p2: 0.95, p3: 0.9, p4: 0.9, p5: 0.8, p6: 0.8 });
