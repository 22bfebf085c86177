import type { SessionClosed } from "../socket/handshake.ts";
import type { RunEvent } from "./event.ts";
import type { Run } from "./run.ts";

/**
 * The runs of one session, and which event belongs to which: by run id, then by thread id, then by
 * order.
 */
export class Runs {
  /** Events that belong to no run asked for here: somebody else's, or mislabelled. */
  readonly strays: readonly RunEvent[];
  readonly #strays: RunEvent[] = [];
  readonly #runs: Run[] = [];

  constructor() {
    this.strays = this.#strays;
  }

  add(run: Run): void {
    this.#runs.push(run);
  }

  deliver(event: RunEvent): void {
    const run = this.#ownerOf(event);
    if (run === undefined) this.#strays.push(event);
    else run.accept(event);
  }

  interrupt(closed: SessionClosed): void {
    for (const run of this.#runs) run.interrupt(closed);
  }

  #ownerOf({ runId, threadId }: RunEvent): Run | undefined {
    const known = this.#runs.find((run) => runId !== undefined && run.runId === runId);
    if (known !== undefined) return known;
    const inThread = this.#runs.filter((run) => run.threadId === (threadId ?? run.threadId));
    const nameless = inThread.filter((run) => runId === undefined || run.runId === undefined);
    const waiting = nameless.find((run) => !run.isOver);
    // A late event without a run id still belongs to the run of its thread.
    return waiting ?? (runId === undefined && threadId !== undefined ? nameless.at(-1) : undefined);
  }
}
