import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import type { HoldSaw, LineSaw } from "../../../src/harness/diagnosis/probes/hold-saw.ts";
import type { EndSaw, TalkSaw } from "../../../src/harness/diagnosis/probes/talk-saw.ts";
import { connectionRules } from "../../../src/harness/diagnosis/rules/index.ts";
import type { Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import type { RawHandshake } from "../../../src/harness/wire/raw/handshake.ts";

export const handshake: RawHandshake = {
  ...{ sent: "GET /ws HTTP/1.1", received: "HTTP/1.1 101 Switching Protocols", status: 101 },
  ...{ headers: [], offered: 0, selected: [], selectedOffered: [], body: "" },
  ...{ connectMs: 1, answerMs: 5 },
};

const pong = { opcode: 10, fin: true, rsv: 0, masked: false, bytes: 6, atMs: 21 };

/** A conversation on which everything is as the contract says. */
export const soundTalk: TalkSaw = {
  ...{ handshake, switched: true, welcomed: true, sharedId: false, said: 1 },
  greeting: { afterMs: 1, instead: [], unannounced: [] },
  pulses: [{ sentAtMs: 20, pongAtMs: 21 }],
  laterPulses: [],
  steps: [{ name: "ping", sentAtMs: 30, answeredAtMs: 31, instead: [] }],
  pings: { sent: 1, answers: 1 },
  ...{ frames: [pong], violations: [] },
  goodbye: { answered: true, code: 1000 },
  quiet: {
    ...{ switched: true, alive: true, watchedMs: 100 },
    greeting: { afterMs: 1, instead: [], unannounced: [] },
  },
  allowed: { welcomeMs: 1_500, meanConnectMs: 800, roundTripMs: 500 },
};

/** An ending with a close frame. */
export function closedWith(code: number, atMs = 40): EndSaw {
  return { kind: "local", closed: true, code, atMs, turnsAway: code === 1008, pendingBytes: 0 };
}

/** An ending without one. */
export function cutAt(atMs: number, pendingBytes = 0): EndSaw {
  return { kind: "fin", closed: false, atMs, turnsAway: false, pendingBytes };
}

/** A conversation that ended at a step. */
export function talkEnding(step: string, end: EndSaw): TalkSaw {
  const { goodbye: _, ...talk } = soundTalk;
  return { ...talk, end: { ...end, step, afterGreetingMs: end.atMs } };
}

/** A connection that was held to its end, and lives. */
function line(kind: LineSaw["kind"], different: Partial<LineSaw> = {}): LineSaw {
  const said = kind === "chatty" ? 20 : kind === "brisk" ? 40 : 0;
  return {
    ...{ kind, life: 1, switched: true, ageMs: 1_300, said, answered: said, slowestMs: 2 },
    ...{ pingsHeard: 0, heartbeats: 8, strange: [], violations: [], alive: true },
    ...different,
  };
}

/** Four connections that were held. */
export function heldAs(different: Partial<Record<LineSaw["kind"], Partial<LineSaw>>>): HoldSaw {
  const kinds = ["mute", "still", "chatty", "brisk"] as const;
  return {
    ...{ heldMs: 1_300, replyMs: 1_000 },
    lines: kinds.map((kind) => line(kind, different[kind])),
    promised: { idleMs: 80, sessionMs: 400, heartbeatMs: 150, idleLimitMs: 3_600 },
  };
}

/** What the rules on liveness say of what was seen; what was not seen could not be run. */
export function judged(saw: Partial<Sightings>): readonly Finding[] {
  const evidence = new Evidence();
  evidence.add("offer", { handshake, switched: true, frames: [] });
  for (const name of ["bare", "plain", "talk", "hold", "deflate", "payloads", "crowd"] as const) {
    evidence.add(name, saw[name] ?? { notRun: "not needed" });
  }
  return judge(connectionRules, evidence).findings.toSorted((a, b) => b.confidence - a.confidence);
}

/** The cause that was found first. */
export function firstOf(saw: Partial<Sightings>): string | undefined {
  return judged(saw)[0]?.cause;
}
