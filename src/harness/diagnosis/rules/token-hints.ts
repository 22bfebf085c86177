import type { CauseId } from "../../../ground/cause.ts";
import type { EvidenceItem } from "../finding.ts";
import type { TokenAnswer, TokensSaw } from "../probes/tokens-saw.ts";

/** What tells another secret, another claim and another clock apart. */
export const ladder =
  "with the signing secret: sign one token anew with its times an hour earlier, and one with each other claim " +
  "changed; a clock forgives the first, an expectation one of the others, another secret none";

/** How far a clock may be off before anybody refuses a token for it. Milliseconds. */
const leewayMs = 5_000;

export function isSkewed({ dateAheadMs = 0, issuedAheadMs = 0 }: TokensSaw): boolean {
  return Math.abs(dateAheadMs) > leewayMs || Math.abs(issuedAheadMs - dateAheadMs) > leewayMs;
}

export function clockFacts({ dateAheadMs, issuedAheadMs }: TokensSaw): readonly EvidenceItem[] {
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  const told = [
    dateAheadMs === undefined ? [] : [`its Date is ${seconds(dateAheadMs)} ahead of our clock`],
    issuedAheadMs === undefined
      ? []
      : [`the iat of a fresh login is ${seconds(issuedAheadMs)} ahead of our clock`],
  ].flat();
  return told.map((text) => ({ probe: "tokens", text }));
}

/** Words that support one reading among several the table leaves open; never the only base. */
const words: readonly (readonly [RegExp, CauseId])[] = [
  [/\bsignature\b/i, "secret-mismatch"],
  [
    /\b(?:token expired|has expired|in the future|iat|nbf|not yet valid|clock)\b|"expired"/i,
    "clock-skew",
  ],
  [/\b(?:audience|issuer|aud|iss|claims?|algorithm)\b/i, "claim-mismatch"],
  [/\b(?:missing|not provided|no token|no credentials|required)\b/i, "token-lost"],
];

export function hinted(answers: readonly TokenAnswer[]): CauseId | undefined {
  return words.find(([pattern]) => answers.some(({ text }) => pattern.test(text)))?.[1];
}

export function others(cause: CauseId, all: readonly CauseId[]): readonly CauseId[] {
  return all.filter((one) => one !== cause);
}
