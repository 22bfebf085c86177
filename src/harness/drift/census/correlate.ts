import { type FourfoldTable, fisherExact } from "../../gate/rates/fisher.ts";
import type { Member } from "./member.ts";

/** One thing that went well or failed, and who answered it. */
export interface Outcome {
  /** Absent where whoever answered did not say. */
  readonly revision?: string | undefined;
  readonly ok: boolean;
}

/** Whether failures go with a revision. */
export interface Correlation {
  /** The revision that failing goes with; absent where it goes with none. */
  readonly goesWith?: string;
  /** How likely so uneven a fall is where no revision fails more often. Corrected for asking of several. */
  readonly p: number;
  /** One sentence, with its numbers. */
  readonly because: string;
}

export interface CorrelationOptions {
  /** How often failures that go with nothing may be taken for some that do. @default 0.05 */
  readonly alarm?: number;
  /** How many such questions are asked side by side; each is then answered that much more carefully. @default 1 */
  readonly among?: number;
}

/**
 * Holds each revision against all others: does it answer more of the failures than of the successes? Fisher's
 * exact test, corrected for the number of revisions after Holm (1979). Pure.
 *
 * @returns undefined where nothing failed that says who it is, or one revision answers all there is
 */
export function correlate(
  outcomes: readonly Outcome[],
  { alarm = 0.05, among = 1 }: CorrelationOptions = {},
): Correlation | undefined {
  const named = outcomes.flatMap(({ revision, ok }) =>
    revision === undefined ? [] : [{ revision, ok }],
  );
  const revisions = [...new Set(named.map(({ revision }) => revision))];
  if (revisions.length < 2 || named.every(({ ok }) => ok)) return undefined;
  const found = corrected(
    revisions.map((revision) => suspicionOf(revision, named)),
    among,
  );
  const worst = found.find(({ table, p }) => p <= alarm && isMoreOften(table));
  const aside = toldNobody(outcomes.filter((one) => !one.ok && one.revision === undefined).length);
  if (worst === undefined) {
    const p = Math.min(...found.map((one) => one.p));
    return { p, because: `failures do not go with a revision (smallest ${tell(p)})${aside}` };
  }
  const { revision, table, p } = worst;
  const { failed, passed, otherFailed, otherPassed } = table;
  return {
    ...{ goesWith: revision, p },
    because: `${failed} of ${failed + otherFailed} failures were answered by ${revision}, ${passed} of ${passed + otherPassed} successes: failing goes with that revision (${tell(p)})${aside}`,
  };
}

/**
 * Whether connections that fail go with a revision. Each way is asked by itself: where only WebSockets fail,
 * and another revision serves them than HTTP, the way may be at fault rather than the revision.
 */
export function correlationOf(members: readonly Member[]): Correlation | undefined {
  const found = (["http", "ws"] as const).flatMap((via) => {
    const own = members.filter((member) => member.via === via);
    return correlate(own) === undefined
      ? []
      : [{ own, way: via === "http" ? "HTTP" : "WebSocket" }];
  });
  const told = found.flatMap(({ own, way }) => {
    const one = correlate(own, { among: found.length });
    return one === undefined ? [] : [{ ...one, because: `over ${way}, ${one.because}` }];
  });
  return told.toSorted((a, b) => a.p - b.p)[0];
}

interface Suspicion {
  readonly revision: string;
  readonly table: FourfoldTable;
  readonly p: number;
}

function suspicionOf(revision: string, named: readonly Outcome[]): Suspicion {
  const count = (own: boolean, ok: boolean): number =>
    named.filter((one) => (one.revision === revision) === own && one.ok === ok).length;
  const table = {
    ...{ failed: count(true, false), passed: count(true, true) },
    ...{ otherFailed: count(false, false), otherPassed: count(false, true) },
  };
  return { revision, table, p: fisherExact(table) };
}

/** The likeliest to be at fault first. Of two revisions, each is all that the other is not: one question. */
function corrected(found: readonly Suspicion[], among: number): readonly Suspicion[] {
  const questions = found.length === 2 ? 1 : found.length;
  let least = 0;
  return found
    .toSorted((a, b) => a.p - b.p)
    .map((one, at) => {
      least = Math.max(least, Math.min(1, one.p * Math.max(1, questions - at) * among));
      return { ...one, p: least };
    });
}

/** It fails more often than the others do. */
function isMoreOften({ failed, passed, otherFailed, otherPassed }: FourfoldTable): boolean {
  return failed * (otherFailed + otherPassed) > otherFailed * (failed + passed);
}

function toldNobody(count: number): string {
  if (count === 0) return "";
  return `; ${count} more ${count === 1 ? "failure does" : "failures do"} not say who answered`;
}

function tell(p: number): string {
  return p < 0.000_1 ? "p < 0.0001" : `p = ${Number(p.toPrecision(p < 0.1 ? 1 : 2))}`;
}
