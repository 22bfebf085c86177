import type { Resolution } from "../../../src/harness/target/resolve.ts";
import { resolveWhenReady, type WaitOptions } from "../../../src/harness/target/wait-ready.ts";
import type { Waiting } from "../../../src/harness/target/wait-record.ts";
import { HandClock } from "../wire/hand-clock.ts";
import { type Asked, settingsOf } from "./asked.ts";

export interface Wait {
  readonly clock: HandClock;
  readonly said: readonly Waiting[];
  readonly outcome: Promise<Resolution>;
}

/** A search that waits half a minute by a clock the test moves. */
export function waiting(asked: Asked, options: Partial<WaitOptions> = {}): Wait {
  const clock = new HandClock();
  const said: Waiting[] = [];
  const outcome = resolveWhenReady({
    settings: settingsOf({ waitReadyMs: 30_000, ...asked }),
    ...{ probe: true, embedded: true, probeTimeoutMs: 400, clock },
    onWaiting: (seen) => said.push(seen),
    ...options,
  });
  return { clock, said, outcome };
}

/** Lets the wait's pauses pass, one after the other, until it ends. */
export async function passTime({ clock, outcome }: Wait): Promise<void> {
  let isOver = false;
  const end = outcome.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  for (let pauseMs = 250; !isOver; pauseMs = Math.min(2_000, pauseMs * 1.5)) {
    const next = Math.min(pauseMs, 30_000 - clock.now());
    await Promise.race([clock.armed(next), end]);
    clock.advance(next);
  }
}
