import type { Contract } from "../../../contract/contract.ts";
import { matches } from "../../../contract/match.ts";
import { redact } from "../../../ground/redact.ts";
import { opcodes } from "../../wire/raw/frames.ts";
import { violationsOf } from "../../wire/raw/violations.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { Dialogue, isAside } from "./dialogue.ts";
import { endOf, tellEnd } from "./endings.ts";
import { awaitGreeting } from "./greeting.ts";
import type { HoldSaw, LineKind, LineSaw } from "./hold-saw.ts";
import { Pulses } from "./pulses.ts";

/** How long connections are held at most, and where nothing is promised. Milliseconds. */
const held = { local: { most: 3_000, usual: 3_000 }, remote: { most: 45_000, usual: 10_000 } };

/** How long they are held at least. Milliseconds. */
const leastHeldMs = 1_300;

/** Pause between messages where the contract promises none. Milliseconds. */
const usualPauseMs = 300;

/** Shortest pause. Milliseconds. */
const leastPauseMs = 25;

export const hold: Probe<"hold"> = {
  name: "hold",
  title: "connections held open, silent and in use",
  costMs: 1_400,
  limitMs: 120_000,
  async run(lab) {
    const promised = promisesOf(lab);
    const heldMs = heldFor(promised, lab.subject.remote);
    const kinds: readonly LineKind[] = ["mute", "still", "chatty", "brisk"];
    const lines = await Promise.all(kinds.map((kind) => holdTwice(lab, kind, heldMs)));
    return { heldMs, lines: lines.flat(), promised, replyMs: lab.limits.replyMs };
  },
  describe: ({ lines, heldMs }) =>
    [`held ${Math.round(heldMs)} ms`, ...lines.map(tellLine)].join("; "),
  symptoms: ({ lines }) => [
    ...lines.flatMap(({ end, kind }) =>
      end === undefined ? [] : [`a ${kind} connection: the server ${tellEnd(end)}`],
    ),
    ...lines.flatMap(({ alive, kind }) =>
      alive === false ? [`a ${kind} connection is dead`] : [],
    ),
    ...lines.flatMap(({ violations }) => violations.map(({ text }) => text)),
  ],
};

function tellLine({ kind, life, end, ageMs, alive, heartbeats, said, answered }: LineSaw): string {
  const what = end === undefined ? (alive === false ? "dead" : "alive") : tellEnd(end);
  const words = said > 0 ? `, ${answered}/${said} answered` : `, ${heartbeats} heartbeats`;
  return `${kind}${life === 2 ? " again" : ""} ${Math.round(ageMs)} ms ${what}${words}`;
}

function promisesOf({ contract: { promises }, subject: { scale = 1 } }: Lab): HoldSaw["promised"] {
  const { idleMs, session, heartbeat, idleLimit } = promises;
  return {
    ...(idleMs === undefined ? {} : { idleMs: idleMs * scale }),
    ...(session === undefined ? {} : { sessionMs: session.lastsMs * scale }),
    ...(heartbeat === undefined ? {} : { heartbeatMs: heartbeat.everyMs * scale }),
    ...(idleLimit === undefined ? {} : { idleLimitMs: idleLimit.afterMs * scale }),
  };
}

/** Long enough for every promise to be kept or broken, and not as long as a silence may last. */
function heldFor(promised: HoldSaw["promised"], remote: boolean): number {
  const { idleMs = 0, sessionMs = 0, heartbeatMs = 0, idleLimitMs } = promised;
  const { most, usual } = held[remote ? "remote" : "local"];
  const neededMs = Math.max(1.3 * sessionMs, 1.3 * idleMs, 2.7 * heartbeatMs);
  const wantedMs = neededMs === 0 ? usual : Math.max(leastHeldMs, neededMs);
  return Math.min(most, wantedMs, 0.7 * (idleLimitMs ?? Number.POSITIVE_INFINITY));
}

/** Holds a connection, and another one when the first ended: a limit shows twice at the same age. */
async function holdTwice(lab: Lab, kind: LineKind, heldMs: number): Promise<readonly LineSaw[]> {
  const first = await new Line(lab, kind, 1).hold(heldMs);
  if (first.end === undefined || !first.switched) return [first];
  return [first, await new Line(lab, kind, 2).hold(Math.min(heldMs, 1.5 * first.ageMs + 50))];
}

class Line {
  readonly #lab: Lab;
  readonly #kind: LineKind;
  readonly #life: 1 | 2;
  /** When each message was said, and the longest wait for an answer. */
  readonly #saidAt: number[] = [];

  constructor(lab: Lab, kind: LineKind, life: 1 | 2) {
    this.#lab = lab;
    this.#kind = kind;
    this.#life = life;
  }

  async hold(heldMs: number): Promise<LineSaw> {
    const user = await this.#lab.wire.users.obtain().catch(() => this.#lab.user());
    using dialogue = await Dialogue.begin(this.#lab, { user });
    if (this.#kind !== "mute") dialogue.answerPings();
    await awaitGreeting(dialogue, this.#lab);
    const untilMs = dialogue.connection.ageMs + heldMs;
    if (this.#kind === "mute" || this.#kind === "still") {
      await dialogue.until(() => false, heldMs);
    } else await this.#chat(dialogue, untilMs);
    const ageMs = dialogue.connection.ageMs;
    const alive = await this.#pulse(dialogue);
    return this.#tell(dialogue, { ageMs, alive });
  }

  async #chat(dialogue: Dialogue, untilMs: number): Promise<void> {
    const { contract, subject } = this.#lab;
    const { ping } = contract.websocket;
    const { session } = contract.promises;
    const promisedMs =
      session === undefined ? usualPauseMs : session.everyMs * (subject.scale ?? 1);
    const pauseMs = Math.max(leastPauseMs, Math.min(usualPauseMs, promisedMs));
    while (dialogue.isOpen && dialogue.connection.ageMs < untilMs) {
      if (ping === undefined) dialogue.connection.send(opcodes.ping);
      else if (dialogue.say(ping.send)) this.#saidAt.push(dialogue.connection.ageMs);
      await dialogue.until(() => false, this.#kind === "brisk" ? pauseMs / 2 : pauseMs);
    }
    if (ping === undefined) return;
    const all = (): boolean => dialogue.matching(ping.expect).length >= this.#saidAt.length;
    await dialogue.until(all, this.#lab.limits.replyMs);
  }

  async #pulse(dialogue: Dialogue): Promise<boolean | undefined> {
    if (!dialogue.isOpen) return undefined;
    const pulses = new Pulses(dialogue.connection);
    pulses.beat();
    const answered = await pulses.answered(this.#lab.limits.replyMs);
    return dialogue.isOpen ? answered : undefined;
  }

  #tell(
    dialogue: Dialogue,
    { ageMs, alive }: { readonly ageMs: number; readonly alive: boolean | undefined },
  ): LineSaw {
    const { contract } = this.#lab;
    const { connection } = dialogue;
    const end = endOf(connection, contract);
    const { ping } = contract.websocket;
    const { heartbeat } = contract.promises;
    const answers = ping === undefined ? [] : dialogue.matching(ping.expect);
    const waits = this.#saidAt.map((at, n) => (answers[n]?.atMs ?? connection.ageMs) - at);
    return {
      ...{ kind: this.#kind, life: this.#life, switched: connection.switched },
      ...(end === undefined ? {} : { end }),
      ageMs: end?.atMs ?? ageMs,
      ...{ said: this.#saidAt.length, answered: answers.length, slowestMs: Math.max(0, ...waits) },
      pingsHeard: connection.frames.filter(({ opcode }) => opcode === opcodes.ping).length,
      heartbeats: heartbeat === undefined ? 0 : dialogue.matching(heartbeat.expect).length,
      strange: strangeTo(contract, dialogue),
      violations: violationsOf(connection.frames),
      ...(alive === undefined ? {} : { alive }),
    };
  }
}

/** Types of messages that nobody asked for and the contract does not know. */
function strangeTo(contract: Contract, dialogue: Dialogue): readonly string[] {
  const { ping } = contract.websocket;
  dialogue.types();
  const types = dialogue.heard
    .filter(({ message }) => !isAside(contract, message))
    .filter(({ message }) => ping === undefined || !matches(contract, ping.expect, message))
    .map(({ message, text }) => dialogue.typeOf(message) ?? redact(text).slice(0, 40));
  return [...new Set(types)].slice(0, 5);
}
