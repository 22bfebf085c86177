/** One frame that arrived. */
export interface Frame {
  /** Position among all frames of the connection, from 0. */
  readonly n: number;
  /** The JSON value it holds; a frame that is no JSON is kept as its text. */
  readonly message: unknown;
  readonly text: string;
  readonly json: boolean;
  readonly binary: boolean;
  readonly bytes: number;
  /** The message's type, where the contract finds one. */
  readonly type: string | undefined;
  /** Milliseconds since the transcript began. */
  readonly arrivedMs: number;
  readonly arrivedAt: Date;
}

/** A wait for a frame that can be called off. */
export interface PendingFrame {
  readonly frame: Promise<Frame>;
  readonly cancel: () => void;
}

interface Waiter {
  readonly wants: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Frames in order of arrival, kept from the first tick.
 *
 * Taking a frame leaves the others where they are, so a welcome that follows a heartbeat is found
 * without losing the heartbeat.
 */
export class Inbox {
  readonly frames: readonly Frame[];
  readonly #frames: Frame[] = [];
  readonly #taken = new Set<Frame>();
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<(frame: Frame) => void>();
  #ended: Error | undefined;

  constructor() {
    this.frames = this.#frames;
  }

  push(frame: Frame): void {
    this.#frames.push(frame);
    for (const listener of this.#listeners) listener(frame);
    for (const waiter of this.#waiters) {
      if (!waiter.wants(frame)) continue;
      this.#waiters.delete(waiter);
      this.#taken.add(frame);
      waiter.resolve(frame);
      return;
    }
  }

  /** Nothing will arrive any more: whoever still waits is told why. Later waits get the same. */
  end(error: Error): void {
    this.#ended = error;
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }

  /**
   * The first frame not taken yet that is wanted, now or later.
   *
   * @param wants - which frame
   * @param from - frames before this position do not count
   */
  next(wants: (frame: Frame) => boolean, from = 0): PendingFrame {
    const wanted = (frame: Frame): boolean => frame.n >= from && wants(frame);
    const here = this.#frames.find((frame) => !this.#taken.has(frame) && wanted(frame));
    if (here !== undefined) {
      this.#taken.add(here);
      return { frame: Promise.resolve(here), cancel: () => {} };
    }
    if (this.#ended !== undefined) {
      return { frame: Promise.reject(this.#ended), cancel: () => {} };
    }
    let cancel = (): void => {};
    const frame = new Promise<Frame>((resolve, reject) => {
      const waiter: Waiter = { wants: wanted, resolve, reject };
      this.#waiters.add(waiter);
      cancel = (): void => void this.#waiters.delete(waiter);
    });
    return { frame, cancel };
  }

  /** Hears every frame from now on, taken or not. Returns how to stop. */
  listen(listener: (frame: Frame) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
