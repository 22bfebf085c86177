import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { tellEnd } from "../probes/endings.ts";
import type { EndSaw, TalkSaw } from "../probes/talk-saw.ts";

/** What only the server's side knows. */
export const askServer =
  "the server's own log at that moment, and the same at the origin's own address (--direct URL)";

/**
 * Strangers are turned away with a close frame, or a status, and whoever is let in meets FIN before a word: what
 * makes the difference is the token, and who reads tokens is the application. Its handler that dies ends its
 * connection so where the server does not write a close frame for it. A reset is not what a dying handler leaves.
 */
export function deathAtAccept(talk: TalkSaw, end: EndSaw, evidence: Evidence): Finding | undefined {
  const { greeting, welcomed, frames, quiet } = talk;
  if (end.closed || end.kind !== "fin" || end.pendingBytes > 0) return undefined;
  if (!welcomed || greeting.afterMs !== undefined || frames.length > 0) return undefined;
  if (quiet?.end === undefined || quiet.end.kind !== "fin" || quiet.end.closed) return undefined;
  const stranger = evidence.of("bare");
  const shown = stranger?.frames.find(({ code }) => code !== undefined);
  const status = stranger?.handshake.status ?? 0;
  if (shown === undefined && (status < 400 || status >= 500)) return undefined;
  const how = shown === undefined ? `HTTP ${status}` : `close ${shown.code}`;
  const facts = [
    `with a good token the server ${tellEnd(end)} before a welcome, unasked`,
    `a second connection: the server ${tellEnd(quiet.end)}`,
  ];
  return {
    ...{ cause: "crash-at-accept", confidence: 0.85, others: ["connection-cut"] },
    evidence: [
      ...facts.map((text) => ({ probe: "talk" as const, text })),
      { probe: "bare", text: `without a token it is turned away in due form, with ${how}` },
    ],
    experiment: askServer,
  };
}

/** Undecided between the two: a front that gives connections up at a message does so with FIN, too. */
export const handlerDied = {
  ...{ cause: "crash-on-message", confidence: 0.86, others: ["connection-cut"] },
} satisfies Pick<Finding, "cause" | "confidence" | "others">;

/**
 * A whole answer of TCP to the first message, each time, while who says nothing lives on and has pongs: it was
 * read, and whoever read it is gone. Many servers end a dead handler's connection with FIN and no close frame.
 */
export function isDeathOfHandler(
  { again, quiet, pulses }: TalkSaw,
  { closed, kind, pendingBytes }: EndSaw,
): boolean {
  if (closed || kind !== "fin" || pendingBytes > 0) return false;
  const isSpoken = again?.ended === true && quiet?.end === undefined && quiet?.alive === true;
  return isSpoken && pulses.some(({ pongAtMs }) => pongAtMs !== undefined);
}
