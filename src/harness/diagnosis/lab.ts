import { randomBytes } from "node:crypto";
import type { Contract, Limits } from "../../contract/contract.ts";
import { type Clock, systemClock } from "../../ground/clock.ts";
import { RawConnection } from "../wire/raw/connection.ts";
import type { RawRequest } from "../wire/raw/request.ts";
import { type Ticket, upgradeRequest } from "../wire/raw/upgrade-request.ts";
import type { User } from "../wire/user/user.ts";
import { Wire } from "../wire/wire.ts";
import type { Subject } from "./subject.ts";

/** How long a probe waits for one thing. Milliseconds. */
export interface LabLimits {
  readonly connectMs: number;
  /** The head of an answer to an upgrade, and one HTTP call. */
  readonly answerMs: number;
  readonly welcomeMs: number;
  /** ping to pong, or any frame to its answer. */
  readonly replyMs: number;
  /** Between two events of a run. */
  readonly gapMs: number;
  readonly completionMs: number;
}

/** What a diagnosis may spend on one wait, whatever the contract allows a user to wait. Milliseconds. */
const patience = {
  local: { connect: 1_200, answer: 1_500, welcome: 1_500, reply: 1_000, gap: 2_500, run: 8_000 },
  remote: { connect: 5_000, answer: 8_000, welcome: 8_000, reply: 5_000, gap: 10_000, run: 60_000 },
} as const;

/** An upgrade by somebody, somewhere. */
export interface LabTicket extends Partial<Ticket> {
  /** @default the subject's */
  readonly ws?: string;
}

/** The place experiments are made in: connections, users and time on one subject. */
export class Lab implements AsyncDisposable {
  readonly subject: Subject;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly limits: LabLimits;
  /** How long the contract allows a user to wait: what comes within it is in time. */
  readonly promised: Limits;
  /** HTTP, users and sessions the ordinary way, with waits as short as the lab's. */
  readonly wire: Wire;
  readonly #connections: RawConnection[] = [];
  #user: Promise<User> | undefined;

  constructor(subject: Subject) {
    const { contract, remote, clock = systemClock, credentials, http, ws, services } = subject;
    this.subject = subject;
    this.contract = contract;
    this.clock = clock;
    const kind = remote ? "remote" : "local";
    const promised = contract.limits[kind];
    const spent = patience[kind];
    this.promised = promised;
    this.limits = {
      connectMs: Math.min(spent.connect, promised.connectMs),
      answerMs: Math.min(spent.answer, promised.handshakeMs),
      welcomeMs: Math.min(spent.welcome, promised.welcomeMs),
      replyMs: Math.min(spent.reply, promised.replyMs),
      gapMs: Math.min(spent.gap, promised.gapMs),
      completionMs: Math.min(spent.run, promised.completionMs),
    };
    const { connectMs, answerMs, welcomeMs, replyMs, gapMs, completionMs } = this.limits;
    this.wire = new Wire({
      ...{ contract, credentials, clock, remote, wsUrl: ws, testHeaders: false },
      limits: {
        ...promised,
        ...{ connectMs, handshakeMs: answerMs, welcomeMs, replyMs, gapMs, completionMs },
        ...{ firstEventMs: gapMs, httpMs: answerMs },
      },
      urls: { http, ...services },
      checkId: "diagnosis",
      namespace: `diagnosis-${randomBytes(4).toString("hex")}`,
      ...{ budgetMs: undefined, signal: subject.signal },
    });
  }

  /** The lab's own user, always the same. @throws UserUnavailable */
  user(): Promise<User> {
    this.#user ??= this.wire.users.obtain();
    return this.#user;
  }

  /**
   * Whether an account may be registered for an experiment's sake. On somebody else's deployment it would stay
   * there: only where nobody can be had in another way.
   */
  get mayRegister(): boolean {
    const { remote, credentials } = this.subject;
    const { token, jwtSecret, bypassKey } = credentials;
    return !remote || [token, jwtSecret, bypassKey].every((one) => one === undefined);
  }

  /** Lets time go by. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve));
  }

  /** An upgrade as the contract describes it, to be changed in one respect. @throws UserUnavailable */
  async upgrade({ ws = this.subject.ws, ...ticket }: LabTicket = {}): Promise<RawRequest> {
    const token = ticket.token === undefined ? (await this.user()).token : ticket.token;
    const request = upgradeRequest(this.contract, ws, { ...ticket, token });
    return { ...request, headers: { ...this.wire.trace.headers(), ...request.headers } };
  }

  /**
   * Opens a raw connection; it is hung up with the lab at the latest. Never throws.
   *
   * @param answerMs - how long an answer is waited for; the lab's limit unless given
   */
  async open(request: RawRequest, answerMs = this.limits.answerMs): Promise<RawConnection> {
    const { clock, limits, wire } = this;
    const { connectMs } = limits;
    const options = { clock, connectMs, answerMs, signal: wire.signal };
    const connection = await RawConnection.open(request, options);
    this.#connections.push(connection);
    return connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection[Symbol.dispose]();
    await this.wire.close(new Error("the diagnosis is over"));
  }
}
