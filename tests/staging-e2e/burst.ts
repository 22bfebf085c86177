import type { Answer } from "../../src/harness/wire/http/operation.ts";
import { tally } from "./tally.ts";

/**
 * Requests on their way at a time. Fast enough to use up an allowance before it is refilled, and so few
 * that they share a handful of kept connections: what is to be met is the service's own limit for a
 * user, not an edge's limit for connections.
 */
const width = 20;

/** An allowance is refilled while it is used up: a burst may need more requests than are allowed. */
const most = 1.5;

/** Many requests of one user, a few at a time, until the first is refused. */
export interface Burst {
  readonly tries: number;
  readonly served: number;
  readonly refused: readonly Answer[];
  /** Why others got no answer at all. */
  readonly lost: readonly string[];
  /** All of it in words. */
  readonly said: string;
}

/** @param allowed - how many ought to be served */
export async function burst(allowed: number, ask: () => Promise<Answer>): Promise<Burst> {
  const refused: Answer[] = [];
  let [tries, served] = [0, 0];
  const { failures: lost } = await tally(
    Math.ceil(allowed * most),
    async () => {
      // What would follow is no burst any more.
      if (refused.length > 0) return undefined;
      tries += 1;
      const answer = await ask();
      if (answer.ok) served += 1;
      else refused.push(answer);
      return undefined;
    },
    width,
  );
  const by = refused.length === 0 ? "" : ` by ${refused.map(({ status }) => status).join(", ")}`;
  const because = lost.length === 0 ? "" : `, first: ${lost[0]}`;
  const said = `of ${tries} requests ${served} served, ${refused.length} refused${by}, ${lost.length} lost${because}`;
  return { tries, served, refused, lost, said };
}
