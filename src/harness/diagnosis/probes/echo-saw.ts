/** Which headers of one request arrived, and which of its answer came back. */
export interface EchoWay {
  readonly status?: number;
  /** Names as they were sent, in small letters. */
  readonly sent: readonly string[];
  /** Names as they arrived, in small letters; undefined when the answer holds no list. */
  readonly arrived?: readonly string[];
  /** Headers the answer is known to carry, that did not come back. */
  readonly lostOnTheWayBack: readonly string[];
}

/** What a deployment's own echo says of the way to it. Names only: no value is echoed. */
export interface EchoSaw {
  readonly plain: EchoWay;
  readonly upgrade: EchoWay;
}

/** Header names of a request that did not arrive, or undefined when the echo says nothing. */
export function lostOn({ sent, arrived }: EchoWay): readonly string[] | undefined {
  return arrived && sent.filter((name) => !arrived.includes(name));
}
