import { BroadcastChannel } from "node:worker_threads";
import type {} from "vitest";

/** What a worker says the moment it happens. */
export interface CheckSign {
  /** Vitest's id of the test. */
  readonly id: string;
  readonly sign: "started" | "ended";
}

declare module "vitest" {
  interface ProvidedContext {
    /** Name of the channel on which workers say which check runs. */
    gapproofSigns: string;
  }
}

/** Knows which checks run at any moment, even when a worker can no longer be asked. */
export class RunningChecks implements Disposable {
  readonly #running = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #onStarted: (id: string) => void;
  readonly #channel: BroadcastChannel;

  constructor(channelName: string, onStarted: (id: string) => void) {
    this.#onStarted = onStarted;
    this.#channel = new BroadcastChannel(channelName);
    this.#channel.onmessage = (message) => this.#hear((message as { data: CheckSign }).data);
    this.#channel.unref();
  }

  /**
   * What runs and what ended, at this moment.
   *
   * @param pending - ids of checks without a result; the first is taken as running when no check
   *   said so, which happens when a check hangs outside its body
   */
  snapshot(pending: readonly string[]): {
    readonly running: ReadonlySet<string>;
    readonly ended: ReadonlySet<string>;
  } {
    const silent = pending.filter((id) => !this.#ended.has(id)).slice(0, 1);
    return {
      running: new Set(this.#running.size === 0 ? silent : this.#running),
      ended: new Set(this.#ended),
    };
  }

  #hear({ id, sign }: CheckSign): void {
    if (sign === "started") {
      this.#running.add(id);
      this.#ended.delete(id);
      this.#onStarted(id);
    } else {
      this.#running.delete(id);
      this.#ended.add(id);
    }
  }

  [Symbol.dispose](): void {
    this.#channel.close();
  }
}
