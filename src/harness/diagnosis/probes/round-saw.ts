import type { FillSaw, PulseSaw } from "./runs/pulse.ts";
import type { RunSaw } from "./runs/run-saw.ts";

/** Some questions, asked by two users, and whatever was heard. */
export interface RunProbeSaw {
  readonly runs: readonly RunSaw[];
  /** Why no ordinary session could be had. */
  readonly refused?: string;
  /** What a connection did that no ordinary session could be made of. */
  readonly fill?: FillSaw;
  readonly pulse?: PulseSaw;
  /** Types of events that reached a user who had not asked for them. */
  readonly foreign: readonly string[];
  /** Types of events that tell a user of another user's question, as if it were theirs. */
  readonly handed?: readonly string[];
  /** A second user's session, on which nothing was asked, stood when the first user's was closed. */
  readonly idleStood?: boolean;
  /** Whatever came to whoever asked named one and the same user, who is none of them. */
  readonly everybodyIs?: string;
  /** Where the parts of each answer began to count, where they do not begin alike. */
  readonly countedFrom?: readonly number[];
}
