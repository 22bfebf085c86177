import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import { redact } from "../../ground/redact.ts";
import type { Budget } from "./budget.ts";
import { frameName } from "./session-terms.ts";
import type { Frame, Inbox } from "./socket/inbox.ts";

/** Something came where silence was asked for. */
export class SilenceBroken extends GapproofError {
  override readonly name: string = "SilenceBroken";
  readonly code: string = "GAPPROOF_SILENCE";
  readonly exitCode: ExitCode = 1;
  /** What came. */
  readonly frame: Frame;

  constructor(what: string, frame: Frame) {
    super(
      `${what} was to stay silent, but ${frameName(frame)} came: ${redact(frame.text).slice(0, 300)}`,
    );
    this.frame = frame;
  }
}

export interface Silence {
  readonly ms: number;
  /** Who is to be silent, in words. */
  readonly what: string;
  /** Which frames break it. */
  readonly counts: (frame: Frame) => boolean;
}

/**
 * Listens for the full duration and returns when nothing came that counts.
 *
 * @throws {@link SilenceBroken}, or SessionClosed: a closed connection's silence proves nothing
 */
export async function keepSilence(inbox: Inbox, budget: Budget, silence: Silence): Promise<void> {
  const { ms, what, counts } = silence;
  const { frame, cancel } = inbox.next(counts, inbox.frames.length);
  let stopTimer = (): void => {};
  const peace = new Promise<undefined>((resolve) => {
    stopTimer = budget.clock.after(ms, () => resolve(undefined));
  });
  const wait = { phase: "reply", what, withinMs: ms + 1000 } as const;
  try {
    const broken = await budget.within(Promise.race([frame, peace]), wait);
    if (broken !== undefined) throw new SilenceBroken(what, broken);
  } finally {
    stopTimer();
    cancel();
  }
}
