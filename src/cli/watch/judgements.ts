import type { Contract } from "../../contract/contract.ts";
import { baselineIn } from "../../harness/gate/history/baseline.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import type { JourneyRate } from "../../harness/gate/journeys.ts";
import { judgeLatency } from "../../harness/gate/latency/judge-latency.ts";
import { connectMeanOf, judgeMean } from "../../harness/gate/rates/connect-mean.ts";
import type { Trial } from "../../harness/gate/rates/trial.ts";
import type { Judgement } from "../../harness/gate/verdict-evidence.ts";
import type { Target } from "../../harness/target/target.ts";

/** What connecting times are held against. */
interface ConnectQuestion {
  readonly trials: readonly Trial[];
  readonly rates: readonly Pick<JourneyRate, "id" | "sample">[];
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
    nights === undefined ? [] : rates.map((rate) => comparedOf(rate, { ...question, nights }));
  const answers = [meanOf(question), ...compared];
  return {
    judgements: answers.flatMap(({ judgements }) => judgements),
    notes: answers.flatMap(({ notes }) => notes),
  };
}

/**
 * Of all journeys together: a user knows no journeys, and waits. Too few say nothing, and leave the verdict to the rates:
 * a target that is decided after a dozen trials is decided.
 */
function meanOf({ trials, contract, target }: ConnectQuestion): ConnectAnswer {
  const measured = connectMeanOf(trials);
  // A journey without a socket has nothing to connect.
  if (measured === undefined) return { judgements: [], notes: [] };
  const mostMs = contract.limits[target.remote ? "remote" : "local"].meanConnectMs;
  const about = "connecting";
  const { decision, because } = judgeMean(measured, { mostMs });
  if (decision === "inconclusive") return { judgements: [], notes: [`${about}: ${because}`] };
  return { judgements: [{ about, decision, because }], notes: [] };
}

/** Nothing but "slower" decides: that there is nothing to compare with is nobody's failure. */
function comparedOf(
  { id: journey, sample }: Pick<JourneyRate, "id" | "sample">,
  question: ConnectQuestion & { readonly nights: readonly Night[] },
): ConnectAnswer {
  const { trials, target, environment, nights } = question;
  const samples = trials.flatMap((trial) =>
    // As the baseline: failures are in the mean and in the rate.
    trial.ok && trial.journey === journey ? (trial.connectMs ?? []) : [],
  );
  const host = new URL(target.http).hostname;
  const atOnce = sample?.connect?.atOnce;
  const baseline = baselineIn(nights, { target: host, environment, journey, atOnce });
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
