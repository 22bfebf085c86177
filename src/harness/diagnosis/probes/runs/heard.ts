import type { Contract, QuestionVariant } from "../../../../contract/contract.ts";
import { bookendAgentOf, terminalIndex } from "../../../wire/run/bookend.ts";
import type { RunEvent } from "../../../wire/run/event.ts";
import type { Question } from "../../../wire/run/question.ts";
import type { Run } from "../../../wire/run/run.ts";
import type { User } from "../../../wire/user/user.ts";

/** Everything that came of one question, as the judges of it see it. */
export interface Heard {
  readonly contract: Contract;
  readonly question: Question;
  readonly variant: QuestionVariant | undefined;
  readonly user: User;
  readonly run: Run;
  readonly events: readonly RunEvent[];
  /** Position of the event that ended it, -1 without one. */
  readonly end: number;
  /** Agent whose bookends are the run's own. */
  readonly owner: string | undefined;
  /** Events of the session that belong to no question that was asked on it. */
  readonly strays: readonly RunEvent[];
}

export function heardOf(
  contract: Contract,
  asked: Pick<Heard, "question" | "user" | "run" | "strays"> & {
    readonly variant?: QuestionVariant;
  },
): Heard {
  const { run, variant, ...rest } = asked;
  const { events } = run;
  return {
    ...{ ...rest, contract, run, events, variant },
    ...{ end: terminalIndex(contract, events), owner: bookendAgentOf(contract, events) },
  };
}
