/** What of a quirk says on which stage it is played. */
interface Staged {
  /** Given: on the dressed one. */
  readonly dress?: unknown;
}

/** Checks that only a deployed backend can pass or fail: the dressed stage is there for them. */
const onlyDressed: readonly string[] = [
  "authentication.encrypts-its-cookie",
  "deployment.encrypts-remote-traffic",
  "deployment.has-frontend",
  "deployment.publishes-its-own-addresses",
  "deployment.resolves-to-public-addresses",
  "deployment.shows-valid-certificate",
  "load.answers-bursts",
  "resilience.opens-exactly-the-demo",
];

/** Those, and what a deployed backend can fail in another way than one on this machine. */
const dressedToo: readonly string[] = [...onlyDressed, "deployment.publishes-usable-addresses"];

/**
 * Whether a check has something to say on the stage of a quirk. On a dressed stage what holds for a plain one
 * was seen already; on a plain one what looks across a network skips itself.
 */
export function suits(check: string, { dress }: Staged): boolean {
  return dress === undefined ? !onlyDressed.includes(check) : dressedToo.includes(check);
}
