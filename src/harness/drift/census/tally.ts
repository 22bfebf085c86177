import { exactInterval, type Interval, shareSeen } from "../../gate/rates/binomial.ts";
import { buildOf, type Member } from "./member.ts";

/** How many of the connections a build answered. */
interface Share extends Interval {
  readonly build: string;
  readonly count: number;
  /** Of all that were answered by anybody. */
  readonly of: number;
  readonly share: number;
}

/** What a census met by one way. */
export interface Tally {
  readonly via: Member["via"];
  readonly asked: number;
  /** Connections nobody answered as they should. */
  readonly failed: number;
  /** The largest first. */
  readonly shares: readonly Share[];
  /** A build with a larger share than this would have been met with the certainty asked for. */
  readonly unseenShare: number;
}

/** @param certainty - of the intervals and of having met whoever is there. @default 0.95 */
export function tallyOf(members: readonly Member[], via: Member["via"], certainty = 0.95): Tally {
  const asked = members.filter((member) => member.via === via);
  const answered = asked.filter(({ ok }) => ok);
  const counts = new Map<string, number>();
  for (const member of answered) {
    const build = buildOf(member);
    counts.set(build, (counts.get(build) ?? 0) + 1);
  }
  const of = answered.length;
  const shares = [...counts].map(([build, count]) => ({
    ...{ build, count, of, share: count / of },
    ...exactInterval(count, of, certainty),
  }));
  return {
    ...{ via, asked: asked.length, failed: asked.length - of },
    shares: shares.toSorted((a, b) => b.count - a.count || a.build.localeCompare(b.build)),
    unseenShare: shareSeen(of, certainty),
  };
}
