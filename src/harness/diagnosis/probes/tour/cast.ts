import { randomBytes } from "node:crypto";
import type { OperationName } from "../../../../contract/contract.ts";
import { fillString, type TemplateValues } from "../../../../contract/template.ts";
import type { CallOptions } from "../../../wire/http/api.ts";
import type { Answer } from "../../../wire/http/operation.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import type { CallSaw } from "../call-saw.ts";
import { type Asked, ask } from "../calls.ts";
import type { RemarkKind, RemarkSaw } from "../tour-saw.ts";

type Options = CallOptions & { readonly values?: TemplateValues };

/** Who goes on the tour, and the book they keep. */
export class Cast {
  readonly lab: Lab;
  readonly owner: User;
  /** Somebody who has nothing to do with the owner, where there can be a second user. */
  readonly other: User | undefined;
  readonly calls: CallSaw[] = [];
  readonly remarks: RemarkSaw[] = [];
  /** Words of the questions these two asked. */
  readonly canaries: string[] = [];
  /** How often each of them has asked. */
  readonly #asked = new Map<User, number>();
  /** A question was not answered in the time the contract allows. */
  #isOverdue = false;

  constructor(lab: Lab, owner: User, other: User | undefined) {
    this.lab = lab;
    this.owner = owner;
    this.other = other;
  }

  has(...names: readonly OperationName[]): boolean {
    return names.every((name) => this.lab.contract.operations[name] !== undefined);
  }

  /** The most either of them has asked. */
  get mostAsked(): number {
    return Math.max(0, ...this.#asked.values());
  }

  /** Something a user is to be able to do; how it went is written down. Undefined unless it went well. */
  async does(
    user: User,
    name: OperationName,
    values: TemplateValues = {},
  ): Promise<Answer | undefined> {
    if (!this.has(name)) return undefined;
    const timeoutMs = this.#patienceWith(values);
    const options = { user, values, timeoutMs };
    const first = await this.#ask(name, options);
    const isOverdue = timeoutMs > this.#patienceMs && first.saw.failure === "TIMEOUT";
    this.#isOverdue ||= isOverdue;
    // Silence is told only where it is kept twice: the first time may have been our own haste.
    const isSilent = first.saw.status === undefined && !isOverdue;
    const { saw, answer } = isSilent ? await this.#ask(name, options) : first;
    this.calls.push(saw);
    return saw.ok ? answer : undefined;
  }

  /** Something that is tried: it may be refused. */
  async tries(user: User, name: OperationName, options: Options = {}) {
    const timeoutMs = this.#patienceMs;
    return this.has(name) ? await this.#ask(name, { user, timeoutMs, ...options }) : undefined;
  }

  notes(about: RemarkKind, text: string, more: Omit<RemarkSaw, "about" | "text"> = {}): void {
    this.remarks.push({ about, text, ...more });
  }

  /** A question with a word in it that nobody else says. */
  question(): { readonly prompt: string; readonly canary: string } {
    const canary = `gp${randomBytes(5).toString("hex")}`;
    this.canaries.push(canary);
    const { prompt } = this.lab.contract.question;
    return { canary, prompt: fillString(prompt, { canary, figure: "4200" }) };
  }

  /** An answer's value as text; empty when it lacks it or the contract names none. */
  text(answer: Answer | undefined, name: string): string {
    if (answer === undefined) return "";
    const { read = {} } = this.lab.contract.operations[answer.operation] ?? {};
    const value = read[name] === undefined ? undefined : answer.read(name);
    if (value === undefined || value === null) return "";
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  /** Which parts of a report an answer lacks; none where the contract promises no report with it. */
  lackingReport(answer: Answer | undefined): readonly string[] {
    const { events, operations } = this.lab.contract;
    if (answer === undefined || operations[answer.operation]?.read.report === undefined) return [];
    const report = Object(answer.read("report"));
    return events.reportParts.filter((part) => report[part] === undefined);
  }

  async #ask(name: OperationName, options: Options): Promise<Asked<Answer>> {
    const { user } = options;
    if (user) this.#asked.set(user, (this.#asked.get(user) ?? 0) + 1);
    return await ask(this.lab, name, options);
  }

  /**
   * Whoever is asked something may think for as long as the contract lets an HTTP call take. Once that was too
   * short, it is known that promises are not kept: the others are not waited for that long.
   */
  #patienceWith({ prompt }: TemplateValues): number {
    if (prompt === undefined || this.#isOverdue) return this.#patienceMs;
    return Math.max(this.#patienceMs, this.lab.promised.httpMs);
  }

  /** A run over HTTP is waited for as long as between two of its events, elsewhere as long as a run. */
  get #patienceMs(): number {
    const { limits, subject } = this.lab;
    return subject.remote ? limits.completionMs : Math.max(limits.gapMs, limits.answerMs);
  }
}
