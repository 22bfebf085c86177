import { tellEnd } from "./endings.ts";
import { roundTrips } from "./pulses.ts";
import type { TalkSaw } from "./talk-saw.ts";

/** One line on a conversation. */
export function describeTalk(saw: TalkSaw): string {
  const { handshake, switched, greeting, steps, pulses, end, goodbye, violations, displaced } = saw;
  if (!switched) return `no upgrade: ${handshake.status ?? handshake.failure ?? "no answer"}`;
  const trips = roundTrips(pulses).map((ms) => Math.round(ms));
  return [
    greeting.afterMs === undefined
      ? "no welcome"
      : `welcome after ${Math.round(greeting.afterMs)} ms`,
    ...greeting.instead.map((type) => `instead ${type}`),
    `pongs ${trips.join("/") || "none"} ms`,
    ...steps.map(({ name, sentAtMs, answeredAtMs }) =>
      answeredAtMs === undefined
        ? `${name} -`
        : `${name} ${Math.round(answeredAtMs - sentAtMs)} ms`,
    ),
    ...(end === undefined ? [] : [`at "${end.step}" the server ${tellEnd(end)}`]),
    ...(goodbye?.answered === false ? ["goodbye not answered"] : []),
    ...(displaced === undefined
      ? []
      : [`when its user opens another connection, the server ${tellEnd(displaced)}`]),
    ...violations.map(({ text }) => text),
  ].join("; ");
}

/** What in a conversation is not as the contract promises. */
export function symptomsOfTalk(saw: TalkSaw): readonly string[] {
  const { switched, welcomed, greeting, steps, end, goodbye, violations, quiet, eager, pulses } =
    saw;
  if (!switched) return [];
  const silent = steps.filter(({ answeredAtMs }) => answeredAtMs === undefined);
  return [
    ...(welcomed && greeting.afterMs === undefined ? ["the promised welcome does not come"] : []),
    ...(greeting.unannounced.length > 0 ? ["the welcome lacks events a run needs"] : []),
    ...(end === undefined ? [] : [`the server ${tellEnd(end)} at "${end.step}"`]),
    ...(quiet?.end === undefined ? [] : [`a silent connection: the server ${tellEnd(quiet.end)}`]),
    ...(quiet?.alive === false ? ["a silent connection dies without an end"] : []),
    ...new Set(silent.map(({ name }) => `"${name}" is not answered as the contract says`)),
    ...(goodbye?.answered === false ? ["a close frame is not answered"] : []),
    ...(eager?.early === false ? ["what is said before the welcome is not answered"] : []),
    ...(pulses.length > roundTrips(pulses).length ? ["ping frames are not answered"] : []),
    ...(saw.pings.answers > saw.pings.sent ? ["pings are answered more than once"] : []),
    ...(saw.sharedId ? ["two connections have the same id"] : []),
    ...violations.map(({ text }) => text),
  ];
}
