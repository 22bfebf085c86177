import type { Contract } from "../../contract/contract.ts";
import { baselineIn } from "../../harness/gate/history/baseline.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import type { JourneyRate } from "../../harness/gate/journeys.ts";
import { judgeLatency } from "../../harness/gate/latency/judge-latency.ts";
import { judgeMean } from "../../harness/gate/rates/connect-mean.ts";
import type { Trial } from "../../harness/gate/rates/trial.ts";
import type { Judgement } from "../../harness/gate/verdict-evidence.ts";
import type { Target } from "../../harness/target/target.ts";

/** What connecting times are held against. */
interface ConnectQuestion {
  readonly trials: readonly Trial[];
  readonly rates: readonly Pick<JourneyRate, "id">[];
  readonly contract: Pick<Contract, "limits">;
  readonly target: Pick<Target, "remote" | "http">;
  readonly environment: string;
  /** Earlier ones; absent where none are kept, or this is none of them. */
  readonly nights: readonly Night[] | undefined;
}

/** What was decided of connecting times, and what is only worth saying. */
interface ConnectAnswer {
  readonly judgements: readonly Judgement[];
  readonly notes: readonly string[];
}

/** Holds connecting times against what the contract promises of their mean, and against an earlier night. Pure. */
export function judgeConnecting(question: ConnectQuestion): ConnectAnswer {
  const { rates, nights } = question;
  const compared =
    nights === undefined ? [] : rates.map(({ id }) => comparedOf(id, { ...question, nights }));
  return {
    judgements: [...meanOf(question), ...compared.flatMap(({ judgements }) => judgements)],
    notes: compared.flatMap(({ notes }) => notes),
  };
}

/** Of all journeys together: a user knows no journeys, and waits. */
function meanOf({ trials, contract, target }: ConnectQuestion): readonly Judgement[] {
  const connects = trials.flatMap(({ connectMs }) => connectMs ?? []);
  // A journey without a socket has nothing to connect.
  if (connects.length === 0) return [];
  const mean = connects.reduce((sum, one) => sum + one, 0) / connects.length;
  const mostMs = contract.limits[target.remote ? "remote" : "local"].meanConnectMs;
  return [{ about: "connecting", ...judgeMean({ n: connects.length, mean }, { mostMs }) }];
}

/** Nothing but "slower" decides: that there is nothing to compare with is nobody's failure. */
function comparedOf(
  journey: string,
  question: ConnectQuestion & { readonly nights: readonly Night[] },
): ConnectAnswer {
  const { trials, target, environment, nights } = question;
  const samples = trials.flatMap((trial) =>
    trial.journey === journey && trial.connectMs !== undefined ? [trial.connectMs] : [],
  );
  const host = new URL(target.http).hostname;
  const baseline = baselineIn(nights, { target: host, environment, journey });
  if (samples.length === 0 || baseline === undefined) return { judgements: [], notes: [] };
  const { state, because } = judgeLatency({ samples }, { baseline: baseline.connect });
  const about = `connecting times of ${journey}`;
  const told = `${words[state]} ${baseline.night.at.slice(0, 10)}: ${because}`;
  if (state === "slower")
    return { judgements: [{ about, decision: "fail", because: told }], notes: [] };
  if (state === "same")
    return { judgements: [{ about, decision: "pass", because: told }], notes: [] };
  return { judgements: [], notes: [`${about}: ${told}`] };
}

const words = {
  slower: "slower than on",
  faster: "faster than on",
  same: "as on",
  unclear: "too much noise to compare with",
  "too-few": "too few to compare with",
} as const;
