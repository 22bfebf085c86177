import { linkAbort } from "../../ground/abort.ts";
import { explain } from "../../ground/errors.ts";
import { redact } from "../../ground/redact.ts";
import { isNotRun, type NotRun } from "./evidence.ts";
import type { Carry } from "./investigation.ts";
import { Lab } from "./lab.ts";
import { limitOf } from "./probe.ts";
import type { Subject } from "./subject.ts";

/**
 * Carries probes out in a lab; one that fails or takes too long is told as not run. A lab in which a probe
 * was called off is closed and the next one has a new one: what it still had under way would go on
 * beside the others.
 */
export class Labs implements AsyncDisposable {
  readonly #subject: Subject;
  #lab: Lab;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#lab = new Lab(subject);
  }

  readonly carry: Carry = async (probe, evidence) => {
    const lab = this.#lab;
    const limitMs = limitOf(probe, this.#subject);
    using limit = linkAbort([lab.wire.signal], limitMs);
    const lateness = new Promise<NotRun>((resolve) => {
      const tell = (): void =>
        resolve({ notRun: `it took more than ${limitMs} ms`, overran: true });
      limit.signal.addEventListener("abort", tell, { once: true });
    });
    const startMs = lab.clock.now();
    const run = probe
      .run(lab, evidence)
      .catch((error: unknown): NotRun => ({ notRun: redact(explain(error)), broken: true }));
    const saw = await Promise.race([run, lateness]);
    lab.wire.signal.throwIfAborted();
    const durationMs = Math.round(lab.clock.now() - startMs);
    if (isNotRun(saw) && saw.overran === true) await this.#startOver();
    return { saw, durationMs };
  };

  async #startOver(): Promise<void> {
    const left = this.#lab;
    // First, so that whoever disposes of the labs meanwhile finds the new one.
    this.#lab = new Lab(this.#subject);
    // What does not close cleanly there is the fault of the very thing that is looked into.
    await left[Symbol.asyncDispose]().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lab[Symbol.asyncDispose]();
  }
}
