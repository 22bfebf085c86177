import { wayOf } from "./census-words.ts";
import type { CensusVerdict } from "./judge-census.ts";
import type { Member } from "./member.ts";
import type { Tally } from "./tally.ts";

/** One look at a deployment that is waited for. */
export interface Look {
  readonly members: readonly Member[];
  readonly verdict: CensusVerdict;
  /** Connections over each way that were to be asked. */
  readonly size: number;
  /** The time was over before they were. */
  readonly isCut: boolean;
  /** A census, and not only a few connections. */
  readonly isFull: boolean;
  /** Milliseconds. */
  readonly tookMs: number;
  /** Why nobody was counted. */
  readonly obstacle?: string;
}

/** In one line: `5 of 5 answered by r1 over HTTP`. */
export function tellLook({ verdict, members, obstacle, isCut }: Look): string {
  if (obstacle !== undefined) return `nobody could be had to connect as: ${obstacle}`;
  if (members.length === 0) return "the time is over before anybody answers";
  const { state, http, ws } = verdict;
  const aside = isCut ? "; then the time is over" : "";
  if (state === "nobody") return `nobody answers (${outcomesOf(members)})${aside}`;
  const told = [http, ws].filter(({ asked }) => asked > 0).map((one) => tellTally(one, members));
  return `${told.join("; ")}${aside}`;
}

function tellTally({ via, asked, failed, shares }: Tally, members: readonly Member[]): string {
  const failing = members.filter((member) => member.via === via && !member.ok);
  const parts = [
    ...shares.map(({ build, count }) => [count, `by ${build}`] as const),
    ...(failed === 0 ? [] : [[failed, `by nobody (${outcomesOf(failing)})`] as const]),
  ];
  const told = parts.map(([count, who], at) =>
    at === 0 ? `${count} of ${asked} answered ${who}` : `${count} ${who}`,
  );
  return `${told.join(", ")} over ${wayOf(via)}`;
}

function outcomesOf(members: readonly Member[]): string {
  return [...new Set(members.map(({ outcome }) => outcome))].join(", ");
}
