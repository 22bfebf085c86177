import { type Member, namedIn } from "./member.ts";
import type { Tally } from "./tally.ts";

/** What a census counted: over each way, and everybody it met. */
export interface Count {
  readonly http: Tally;
  readonly ws: Tally;
  readonly members: readonly Member[];
  readonly certainty: number;
}

export function wayOf(via: Member["via"]): string {
  return via === "http" ? "HTTP" : "WebSocket";
}

/** Every build's share over each way; of connections that fail, who answered them. */
export function tellShares(count: Count): string {
  const told = [count.http, count.ws].flatMap((tally) => {
    const parts = [...sharesOf(tally), ...failuresOf(count.members, tally.via)];
    return parts.length === 0 ? [] : [`over ${wayOf(tally.via)} ${parts.join(", ")}`];
  });
  return told.join("; ");
}

function sharesOf({ shares }: Tally): readonly string[] {
  return shares.map(
    ({ build, count, of, low, high }) =>
      `${build} answers ${count} of ${of} (${percent(low)} to ${percent(high)})`,
  );
}

function failuresOf(members: readonly Member[], via: Member["via"]): readonly string[] {
  const failed = members.filter((member) => member.via === via && !member.ok);
  return namedIn(failed).map((revision) => {
    const count = failed.filter((member) => member.revision === revision).length;
    return `${revision} answers ${count} that ${count === 1 ? "fails" : "fail"}`;
  });
}

/**
 * What could hide from so many connections. Where builds name themselves, only connections that were named say
 * that nobody else was met; a way on which nobody does says nothing.
 */
export function tellCertainty({ http, ws, members, certainty }: Count): string {
  const asked = [http, ws].filter((tally) => tally.asked > 0);
  const isNamed = ({ via }: Tally): boolean => namedIn(goodOver(members, via)).length > 0;
  const telling = asked.some(isNamed) ? asked.filter(isNamed) : asked;
  const told = telling.map((one) => `${one.asked - one.failed} connections over ${wayOf(one.via)}`);
  const unseen = Math.max(...telling.map(({ unseenShare }) => unseenShare));
  const silent = asked.filter((tally) => !telling.includes(tally));
  return [
    told.join(" and "),
    `a build that answers more than ${percent(unseen)} would have been met with ${percent(certainty)} certainty`,
    ...silent.map(({ via }) => `over ${wayOf(via)} nobody says who answers`),
    ...tellFailures(asked),
  ].join("; ");
}

/** `5 of 58 connections failed`, where any did. */
function tellFailures(tallies: readonly Tally[]): readonly string[] {
  const sum = (of: "asked" | "failed"): number => tallies.reduce((all, one) => all + one[of], 0);
  return sum("failed") === 0 ? [] : [`${sum("failed")} of ${sum("asked")} connections failed`];
}

export function goodOver(members: readonly Member[], via: Member["via"]): readonly Member[] {
  return members.filter((member) => member.via === via && member.ok);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
