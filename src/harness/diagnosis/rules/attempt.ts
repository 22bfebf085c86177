import { headerOf, type RawHandshake } from "../../wire/raw/handshake.ts";
import type { Evidence } from "../evidence.ts";
import type { EvidenceItem } from "../finding.ts";
import type { DirectSaw } from "../probes/direct-saw.ts";
import type { EchoSaw } from "../probes/echo-saw.ts";
import type { PlainAnswer, PlainSaw } from "../probes/plain-saw.ts";
import type { UpgradeSaw } from "../probes/upgrade-saw.ts";
import type { ProbeName } from "../sightings.ts";
import { isStranger } from "./servers.ts";

/** One upgrade among those that were tried, and what it was. */
export interface Attempt {
  readonly probe: ProbeName;
  /** As the subject of a sentence: `an upgrade that offers nothing`. */
  readonly what: string;
  readonly upgrade: UpgradeSaw;
}

/** The upgrades everybody knows of. Asks for them one after the other. */
export function firstAttempts(evidence: Evidence): readonly Attempt[] {
  const bare = evidence.of("bare");
  const offer = evidence.of("offer");
  return [
    ...(bare === undefined ? [] : [attempt("bare", "an upgrade that offers nothing", bare)]),
    ...(offer === undefined ? [] : [attempt("offer", "an upgrade with a good token", offer)]),
  ];
}

/** Every upgrade there was. Asks for those changed in one respect last. */
export function* attempts(evidence: Evidence): Generator<Attempt> {
  yield* firstAttempts(evidence);
  for (const tried of evidence.of("offers")?.tries ?? []) {
    yield attempt("offers", `an upgrade (${tried.change} ${tried.what})`.replace(" )", ")"), tried);
  }
}

export function attempt(probe: ProbeName, what: string, upgrade: UpgradeSaw): Attempt {
  return { probe, what, upgrade };
}

/** What was sent and received, as proof of a sentence. */
export function proof({ probe, upgrade: { handshake } }: Attempt, text: string): EvidenceItem {
  const { sent, received } = handshake;
  return { probe, text, sent, received };
}

/** What a plain GET of the same path was answered with. */
export function plainOf(
  plain: PlainSaw | undefined,
  route: string | undefined,
): PlainAnswer | undefined {
  if (route === undefined) return plain?.routes[0];
  return plain?.routes.find(({ path }) => path === route);
}

/** Two answers that say the same: status, kind and words, figures and ids left out. */
export function areAlike(one: RawHandshake, other: RawHandshake): boolean {
  return (
    one.status === other.status &&
    headerOf(one, "content-type") === headerOf(other, "content-type") &&
    wordsOf(one.body) === wordsOf(other.body)
  );
}

/** What does not change from one answer to the next. */
function wordsOf(text: string): string {
  return text
    .replace(/[\w-]*\d[\w:.-]*/g, "#")
    .replace(/\s+/g, " ")
    .slice(0, 500);
}

/** What a server said over an upgraded connection before it was asked anything. */
export function saidOn({ frames, ending }: UpgradeSaw): string {
  const said = frames.map(({ opcode, code, reason, text = "" }) =>
    code === undefined ? `${opcode} ${wordsOf(text)}` : `close ${code} ${reason ?? ""}`,
  );
  return [...said, ...(ending === undefined ? [] : ["end"])].join("; ");
}

/** It was let in, and then shown out. */
export function isShownOut({ switched, frames, ending }: UpgradeSaw): boolean {
  const isClosed = frames.some(({ code, opcode }) => code !== undefined || opcode === 8);
  return switched && (isClosed || (ending !== undefined && ending.kind !== "local"));
}

/** Whether an answer is a page for people. */
export function isPage(handshake: RawHandshake): boolean {
  return /text\/html/i.test(headerOf(handshake, "content-type") ?? "");
}

/**
 * Whether a refusal was written by somebody else than the answers of the application: a `Server` that is no
 * part of it, or a page where the application answers in data.
 */
export function isForeign(refusal: RawHandshake, known: readonly RawHandshake[]): boolean {
  const own = known.filter(({ status }) => status !== undefined && status !== refusal.status);
  if (own.length === 0) return false;
  const servers = own.map((one) => headerOf(one, "server"));
  const isOtherServer = isStranger(headerOf(refusal, "server"), servers);
  return isOtherServer || (isPage(refusal) && own.every((one) => !isPage(one)));
}

/** What is seen without what stands in front. Asks for it only where there is a way around. */
export function directOf(evidence: Evidence): DirectSaw | undefined {
  return evidence.of("reach")?.ways.direct === true ? evidence.of("direct") : undefined;
}

/** Which headers arrive. Asks for it only where somebody tells. */
export function echoOf(evidence: Evidence): EchoSaw | undefined {
  return evidence.of("reach")?.ways.echo === true ? evidence.of("echo") : undefined;
}
