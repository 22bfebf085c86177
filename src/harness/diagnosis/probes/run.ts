import { readField } from "../../../contract/field.ts";
import { redact } from "../../../ground/redact.ts";
import type { RunEvent } from "../../wire/run/event.ts";
import { newQuestion, newVariant, type Question } from "../../wire/run/question.ts";
import type { Session } from "../../wire/session.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { RunProbeSaw } from "./round-saw.ts";
import { type Asked, type Asking, ask, lingerOn } from "./runs/asking.ts";
import { openFor, openOtherwise, somebodyElse } from "./runs/people.ts";
import { feelPulse, fillUp, isClumped, type PulseSaw } from "./runs/pulse.ts";
import { describeRun, runSymptoms } from "./runs/run-saw.ts";
import { tellRun } from "./runs/tell.ts";

/** A first event that comes later is worth a second look. Milliseconds. */
const lateMs = 200;

export const run: Probe<"run"> = {
  name: "run",
  title: "questions of two users, and what they hear of them",
  costMs: 300,
  // Three rounds, each for as long as the contract lets a run take.
  limitMs: 200_000,
  run: (lab) => new Round(lab).go(),
  describe: ({ runs, refused, foreign, handed = [] }) =>
    [
      ...(refused === undefined ? [] : [`no session: ${refused}`]),
      ...runs.map(describeRun),
      ...(foreign.length === 0 ? [] : [`somebody else heard ${foreign.slice(0, 3).join(", ")}`]),
      ...(handed.length === 0 ? [] : ["somebody else is answered the question"]),
    ].join("; "),
  symptoms: ({ runs, refused, foreign, handed = [], countedFrom }) => [
    ...(refused === undefined ? [] : [`no session can be had: ${refused}`]),
    ...runs.flatMap(runSymptoms),
    ...(foreign.length === 0 ? [] : ["events of a run reach another user"]),
    ...(handed.length === 0 ? [] : ["the question of one user is answered to another"]),
    ...(countedFrom === undefined
      ? []
      : ["parts of answers are not counted each from the same number"]),
  ],
};

/** Two users and what they ask, one round after the other for as long as all is well. */
class Round {
  readonly #lab: Lab;
  readonly #asked: Asked[] = [];
  readonly #sessions: { readonly session: Session; readonly user: User }[] = [];
  #idleStood: boolean | undefined;
  #pulse: PulseSaw | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  async go(): Promise<RunProbeSaw> {
    const lab = this.#lab;
    const ana = await lab.user();
    const [opening, ben] = await Promise.all([openFor(lab, ana), somebodyElse(lab)]);
    if ("refused" in opening) return await this.#refused(opening.refused);
    const bens = ben === undefined ? undefined : await this.#visit(ben);
    this.#sessions.push({ session: opening.session, user: ana });
    await this.#ask(opening.session, ana, bens);
    await lingerOn(
      lab,
      this.#sessions.map(({ session }) => session),
    );
    // Whoever comes next is not to find a crowd here.
    await Promise.all(this.#sessions.map(({ session }) => session.close()));
    return this.#tell();
  }

  async #ask(anas: Session, ana: User, bens: { session: Session; user: User } | undefined) {
    const { contract } = this.#lab;
    const question = newQuestion(contract);
    const hers = { session: anas, user: ana };
    await this.#round({ name: "a question", question, ...hers });
    if (this.#asked[0]?.course.closed !== undefined)
      return await this.#askAgain(ana, question, bens);
    if (this.#isOff || (await this.#isHeldBack(anas))) return;
    const figured = (): Pick<Asking, "question" | "variant"> =>
      contract.question.variants.figures === undefined
        ? { question: newQuestion(contract) }
        : { question: newVariant(contract, "figures"), variant: "figures" };
    const his = (name: string, asking: Pick<Asking, "question" | "variant">): Asking[] =>
      bens?.session.isOpen === true ? [{ name, ...asking, ...bens, other: ana }] : [];
    const earlier = figured();
    await this.#round(
      { name: "a question with an amount", ...figured(), ...hers },
      ...his("another user's, with another amount", earlier),
    );
    if (this.#isOff || (await this.#isHeldBack(anas))) return;
    await anas.close();
    const { threadId } = earlier.question;
    const again = await openOtherwise(this.#lab, ana);
    const back = "session" in again ? [{ session: again.session, user: ana }] : [];
    this.#sessions.push(...back);
    await this.#round(
      ...back.map((where) => ({
        name: "the same question on another connection",
        ...where,
        question: asAnew(contract, question),
      })),
      ...his("another user's, in the same thread", {
        question: { ...newQuestion(contract), threadId },
      }),
    );
  }

  /** The connection ended under the question: does it do so again, and does one stand that is not asked? */
  async #askAgain(ana: User, question: Question, bens: { session: Session } | undefined) {
    if (bens !== undefined) this.#idleStood = bens.session.isOpen;
    const opening = await openFor(this.#lab, ana);
    if ("refused" in opening) return;
    this.#sessions.push({ session: opening.session, user: ana });
    const anew = asAnew(this.#lab.contract, question);
    await this.#round({
      name: "the question once more",
      question: anew,
      session: opening.session,
      user: ana,
    });
  }

  async #round(...askings: readonly Asking[]): Promise<void> {
    const open = askings.filter(({ session }) => session.isOpen);
    this.#asked.push(...(await Promise.all(open.map((asking) => ask(this.#lab, asking)))));
  }

  /** A run did not get on, or was cut off: what follows would only cost as much again. */
  get #isOff(): boolean {
    return this.#asked.some(
      ({ course: { waited, closed } }) => waited !== undefined || closed !== undefined,
    );
  }

  /** Where the first event came late: did it wait for something, as pongs then do, too? */
  async #isHeldBack(session: Session): Promise<boolean> {
    const isLate = this.#asked.some(({ run: { firstEventMs = 0 } }) => firstEventMs >= lateMs);
    if (!isLate || this.#pulse !== undefined) return false;
    this.#pulse = await feelPulse(this.#lab, session);
    return isClumped(this.#pulse);
  }

  async #visit(user: User): Promise<{ session: Session; user: User } | undefined> {
    const opening = await openFor(this.#lab, user);
    if ("refused" in opening) return undefined;
    const visit = { session: opening.session, user };
    this.#sessions.push(visit);
    return visit;
  }

  async #refused(refused: string): Promise<RunProbeSaw> {
    const filled = await fillUp(this.#lab).catch(() => undefined);
    return { runs: [], refused, foreign: [], ...(filled === undefined ? {} : { fill: filled }) };
  }

  #tell(): RunProbeSaw {
    const lab = this.#lab;
    const starts = this.#asked.flatMap((asked) => firstNumber(lab, asked));
    const idleStood = this.#idleStood;
    const pulse = this.#pulse;
    return {
      ...(pulse === undefined ? {} : { pulse }),
      runs: this.#asked.map((asked) => tellRun(lab, asked)),
      foreign: this.#heard(isOf),
      ...this.#handed(),
      ...(new Set(starts).size > 1 ? { countedFrom: starts } : {}),
      ...this.#everybody(),
      ...(idleStood === undefined ? {} : { idleStood }),
    };
  }

  /** The one user that all events name, where several asked. */
  #everybody(): { readonly everybodyIs: string } | undefined {
    const askers = new Set(this.#asked.map(({ user }) => user.id));
    const named = new Set(this.#asked.flatMap(({ run }) => run.events.map(({ userId }) => userId)));
    const [only] = named;
    if (askers.size < 2 || named.size !== 1 || only === undefined || askers.has(only))
      return undefined;
    return { everybodyIs: redact(only) };
  }

  /** Another user's question, run for somebody who did not ask it: no id of the asker's is in it. */
  #handed(): { readonly handed?: readonly string[] } {
    const handed = this.#heard(
      (event, asked) => !isOf(event, asked) && holds(event, asked.question.canary),
    );
    return handed.length === 0 ? {} : { handed };
  }

  /** Types of what a user's session heard beside its own runs and that has to do with somebody else's. */
  #heard(concerns: (event: RunEvent, asked: Asked) => boolean): readonly string[] {
    return this.#sessions.flatMap(({ session, user }) => {
      const others = this.#asked.filter(({ user: asker }) => asker.id !== user.id);
      return session.strays
        .filter((event) => others.some((asked) => concerns(event, asked)))
        .map(({ type }) => type);
    });
  }
}

/** It names the run, or its thread. */
function isOf({ threadId, runId }: RunEvent, { run }: Asked): boolean {
  return threadId === run.threadId || (runId !== undefined && runId === run.runId);
}

function holds({ raw }: RunEvent, word: string): boolean {
  return JSON.stringify(raw).includes(word);
}

/** The same question, in a thread of its own. */
function asAnew(contract: Lab["contract"], { prompt, canary, figure }: Question): Question {
  return { ...newQuestion(contract), prompt, canary, ...(figure === undefined ? {} : { figure }) };
}

/** Where the parts of an answer begin to count. */
function firstNumber({ contract }: Lab, { run: { events, isOver } }: Asked): readonly number[] {
  const { partial, fields } = contract.events;
  const first = events.find(({ type }) => partial.includes(type));
  const number = Number(readField(first?.raw, fields.partialIndex ?? []));
  return isOver && Number.isFinite(number) ? [number] : [];
}
