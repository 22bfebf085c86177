import type { Contract } from "../../../contract/contract.ts";
import { redact } from "../../../ground/redact.ts";
import { opcodes } from "../../wire/raw/frames.ts";
import { violationsOf } from "../../wire/raw/violations.ts";
import type { Exchange } from "../../wire/session-terms.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { listenBeside } from "./beside.ts";
import { Dialogue, isAside } from "./dialogue.ts";
import { endOf } from "./endings.ts";
import { sayGoodbye } from "./goodbye.ts";
import { awaitGreeting, greetedAt, tellGreeting } from "./greeting.ts";
import { median, Pulses, roundTrips } from "./pulses.ts";
import { repeat } from "./repeat.ts";
import { allowedBy } from "./talk-allowed.ts";
import type { StepSaw, TalkSaw } from "./talk-saw.ts";
import { describeTalk, symptomsOfTalk } from "./talk-told.ts";
import { tellFrame } from "./upgrades.ts";

/** How often the contract's ping is said after the first time. */
const pingsAgain = 5;

/** Frames that are told in detail. */
const framesTold = 40;

export const talk: Probe<"talk"> = {
  name: "talk",
  title: "a conversation in the contract's words, and a connection beside it that says nothing",
  costMs: 180,
  limitMs: 30_000,
  run: converse,
  describe: describeTalk,
  symptoms: symptomsOfTalk,
};

/** Once more, and nothing beside it, where the server gives each user a single session. */
async function converse(lab: Lab): Promise<TalkSaw> {
  const saw = await new Talk(lab).run();
  if (saw.displaced === undefined) return saw;
  const alone = await new Talk(lab, true).run();
  // What ends again was not ended by another.
  return alone.end === undefined ? { ...alone, displaced: saw.displaced } : alone;
}

/** Where a conversation stands. */
class Talk {
  readonly #lab: Lab;
  readonly #contract: Contract;
  readonly #isAlone: boolean;
  readonly #steps: StepSaw[] = [];
  #step = "open";
  #end: TalkSaw["end"];
  #missed = false;
  #tripMs = 0;

  constructor(lab: Lab, isAlone = false) {
    this.#lab = lab;
    this.#isAlone = isAlone;
    this.#contract = lab.contract;
  }

  async run(): Promise<TalkSaw> {
    using dialogue = await Dialogue.begin(this.#lab);
    const { connection } = dialogue;
    const pulses = new Pulses(connection);
    dialogue.answerPings();
    await awaitGreeting(dialogue, this.#lab, { pulses });
    this.#note(dialogue);
    const flushedAfterBytes = await this.#flush(dialogue, pulses);
    const beside = this.#isAlone ? undefined : listenBeside(this.#lab, dialogue);
    if (flushedAfterBytes === undefined) await this.#pulse(dialogue, pulses);
    const laterPulses =
      flushedAfterBytes === undefined ? await this.#pulseAgain(dialogue, pulses) : [];
    if (flushedAfterBytes === undefined) await this.#converse(dialogue, pulses);
    await this.#pulseOnce(dialogue, pulses);
    const besides = await beside;
    const last = this.#steps.at(-1);
    const again =
      last !== undefined && last.name === this.#end?.step
        ? await repeat(this.#lab, last.name)
        : undefined;
    await this.#outlive(dialogue, besides?.quiet);
    const goodbye = flushedAfterBytes === undefined ? await this.#sayGoodbye(dialogue) : undefined;
    return {
      ...{ handshake: connection.handshake, switched: connection.switched },
      welcomed: this.#contract.websocket.welcome !== undefined,
      greeting: tellGreeting(dialogue, this.#contract),
      ...{ pulses: pulses.saw, laterPulses, steps: this.#steps, said: dialogue.said },
      ...(flushedAfterBytes === undefined ? {} : { flushedAfterBytes }),
      pings: this.#pings(dialogue),
      frames: connection.frames.slice(0, framesTold).map(tellFrame),
      violations: violationsOf(connection.frames),
      ...(this.#end === undefined ? {} : { end: this.#end }),
      ...(goodbye === undefined ? {} : { goodbye }),
      ...(besides ?? (await listenBeside(this.#lab, dialogue))),
      ...(again === undefined ? {} : { again }),
      allowed: allowedBy(this.#lab),
    };
  }

  /** Pings frames one after the other, patiently: how far away the other side is. */
  async #pulse(dialogue: Dialogue, pulses: Pulses): Promise<void> {
    if (!this.#enter(dialogue, "ping frames")) return;
    const { replyMs } = this.#lab.limits;
    const near = (tellGreeting(dialogue, this.#contract).afterMs ?? Infinity) < slowFromMs;
    while (pulses.saw.length < 3) {
      pulses.beat();
      if (!(await pulses.answered(near ? replyMs : 2 * replyMs))) break;
    }
    // Those that were sent while a welcome was waited for.
    if (!near) await pulses.answered(2 * replyMs);
    this.#note(dialogue);
  }

  /** Where something was not answered: whether the transport still lives. */
  async #pulseOnce(dialogue: Dialogue, pulses: Pulses): Promise<void> {
    if (!this.#missed || roundTrips(pulses.saw).length === 0 || !dialogue.isOpen) return;
    pulses.beat();
    await pulses.answered(this.#waitMs());
  }

  /** When pongs take long: whether each of several takes as long, or all of them come at once. */
  async #pulseAgain(dialogue: Dialogue, pulses: Pulses): Promise<TalkSaw["laterPulses"]> {
    const tripMs = median(roundTrips(pulses.saw)) ?? 0;
    if (tripMs < slowFromMs || this.#end !== undefined || !dialogue.isOpen) return [];
    const later = new Pulses(dialogue.connection);
    for (let n = 0; n < 4; n += 1) {
      later.beat();
      if (n < 3) await dialogue.connection.until(() => false, tripMs / 5);
    }
    await later.answered(2 * this.#lab.limits.replyMs);
    return later.saw;
  }

  /** Where nothing comes at all: whether it comes once there is more of it. @returns after how many bytes */
  async #flush({ connection }: Dialogue, pulses: Pulses): Promise<number | undefined> {
    if (!connection.switched || connection.ending !== undefined) return undefined;
    if (connection.frames.length > 0) return undefined;
    if (this.#contract.websocket.welcome === undefined) {
      pulses.beat();
      if (await pulses.answered(this.#lab.limits.replyMs)) return undefined;
    }
    let bytes = 0;
    for (let batch = 0; batch < 14; batch += 1) {
      for (let n = 0; n < 40; n += 1) connection.send(opcodes.ping, Buffer.alloc(125, "."));
      bytes += 40 * 127;
      if (await connection.until(() => connection.frames.length > 0, 50)) return bytes;
    }
    return undefined;
  }

  async #converse(dialogue: Dialogue, pulses: Pulses): Promise<void> {
    const greeting = tellGreeting(dialogue, this.#contract);
    if (this.#contract.websocket.welcome !== undefined)
      this.#missed = greeting.afterMs === undefined;
    this.#tripMs = median(roundTrips(pulses.saw)) ?? 0;
    const isFar = this.#tripMs > allowedBy(this.#lab).roundTripMs;
    const { ping, heartbeat, unknownType, missingField, malformed } = this.#contract.websocket;
    await this.#exchange(dialogue, "ping", ping);
    // So far away, every exchange takes as long: nothing more is to be learnt from another.
    if (isFar) return;
    await this.#exchange(dialogue, "heartbeat", heartbeat);
    await this.#exchange(dialogue, "unknown type", unknownType);
    await this.#exchange(dialogue, "missing field", missingField);
    await this.#exchange(dialogue, "malformed", malformed);
    if (this.#steps[0]?.answeredAtMs === undefined) return;
    for (let n = 0; n < pingsAgain; n += 1) await this.#exchange(dialogue, "ping again", ping);
  }

  async #exchange(dialogue: Dialogue, name: string, exchange?: Exchange): Promise<void> {
    const isDeaf =
      this.#steps.length > 1 && this.#steps.every((step) => step.answeredAtMs === undefined);
    if (exchange === undefined || isDeaf || !this.#enter(dialogue, name)) return;
    const sentAtMs = dialogue.connection.ageMs;
    const from = dialogue.types().length;
    if (!dialogue.say(exchange.send)) return;
    const answer = await dialogue.next(exchange.expect, from, this.#waitMs());
    if (answer === undefined) this.#missed = true;
    const instead = dialogue.heard
      .slice(from)
      .filter(({ message }) => !isAside(this.#contract, message))
      .map(({ text }) => redact(text).slice(0, 80));
    this.#steps.push({
      ...{ name, sentAtMs },
      ...(answer === undefined ? { instead } : { answeredAtMs: answer.atMs, instead: [] }),
    });
    this.#note(dialogue);
  }

  /** Where the quiet connection was ended: whether one that is spoken on lives longer. */
  async #outlive(dialogue: Dialogue, quiet: TalkSaw["quiet"]): Promise<void> {
    const { ping } = this.#contract.websocket;
    if (quiet?.end === undefined) return;
    const untilMs = 2.2 * quiet.end.atMs;
    const pauseMs = Math.max(10, quiet.end.atMs / 4);
    while (dialogue.connection.ageMs < untilMs && this.#enter(dialogue, "growing old")) {
      if (ping === undefined) dialogue.connection.send(opcodes.ping);
      else dialogue.say(ping.send);
      await dialogue.until(() => false, pauseMs);
      this.#note(dialogue);
    }
  }

  /** Once something was not answered, the rest is not waited for as long. */
  #waitMs(): number {
    const { replyMs } = this.#lab.limits;
    return Math.max(this.#missed ? replyMs / 4 : replyMs, 2.5 * this.#tripMs);
  }

  /** Begins a step, unless the connection is over. */
  #enter(dialogue: Dialogue, step: string): boolean {
    if (!dialogue.isOpen || this.#end !== undefined) return false;
    this.#step = step;
    return true;
  }

  #note(dialogue: Dialogue): void {
    const end = endOf(dialogue.connection, this.#contract);
    if (end === undefined) return;
    const greetedAtMs = greetedAt(dialogue, this.#contract);
    this.#end ??= { ...end, step: this.#step, afterGreetingMs: end.atMs - greetedAtMs };
  }

  async #sayGoodbye(dialogue: Dialogue): Promise<TalkSaw["goodbye"]> {
    this.#note(dialogue);
    if (!this.#enter(dialogue, "goodbye")) return undefined;
    return await sayGoodbye(this.#lab, dialogue, this.#waitMs());
  }

  #pings(dialogue: Dialogue): TalkSaw["pings"] {
    const { ping } = this.#contract.websocket;
    if (ping === undefined) return { sent: 0, answers: 0 };
    const others = this.#steps.filter(({ name }) => !name.startsWith("ping")).length;
    return { sent: dialogue.said - others, answers: dialogue.matching(ping.expect).length };
  }
}

/** A round trip from which pongs are looked at more closely. Milliseconds. */
const slowFromMs = 250;
