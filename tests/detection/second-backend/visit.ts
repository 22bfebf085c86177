import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { GuestBook } from "./guest-book.ts";
import { cook, type Order } from "./recipe.ts";

/** What may be wrong with a pantry on purpose. */
export type Fault =
  /** Tells every guest about every order. */
  | "leaks"
  /** Serves the same to everybody, whatever was asked for. */
  | "cans"
  /** Lets in whoever holds any key at all. */
  | "trusts"
  /** Lets guests in without a word. */
  | "snubs";

/** What every visit to one pantry shares. */
export interface House {
  readonly book: GuestBook;
  /** Visits of guests who were let in. */
  readonly visits: Set<Visit>;
  readonly fault: Fault | undefined;
}

/** How long somebody may stand in the door before saying who it is. Milliseconds. */
const patienceMs = 1000;

const closings = { nobody: 1008, unknownKey: 4401 } as const;

type Message = Readonly<Record<string, unknown>>;

/** One WebSocket, from the door to the goodbye. */
export class Visit {
  readonly #socket: WebSocket;
  readonly #house: House;
  readonly #impatience: NodeJS.Timeout;
  /** Orders that are being cooked, and how to end them. */
  readonly #orders = new Map<string, AbortController>();
  #guest: string | undefined;

  constructor(socket: WebSocket, house: House) {
    this.#socket = socket;
    this.#house = house;
    this.#impatience = setTimeout(() => this.#turnAway("nobody"), patienceMs);
    socket.on("message", (data, isBinary) => this.#hear(isBinary ? "" : String(data)));
    // What is wrong with a frame, ws answers with the right close code; unheard, it would end the process.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(this.#impatience);
      house.visits.delete(this);
      // Nobody cooks for a guest who left.
      for (const order of this.#orders.values()) order.abort();
    });
  }

  tell(message: object): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #hear(text: string): void {
    const message = parsed(text);
    if (this.#guest === undefined) this.#admit(message);
    else if (message === undefined) this.#regret("unreadable");
    else this.#serve(message, this.#guest);
  }

  #admit(message: Message | undefined): void {
    const { book, fault, visits } = this.#house;
    const isHello = message?.kind === "hello";
    const known = isHello ? book.idOf(message.key) : undefined;
    const guest = known ?? (isHello && fault === "trusts" ? randomUUID() : undefined);
    if (guest === undefined) {
      this.#turnAway(isHello ? "unknownKey" : "nobody");
      return;
    }
    clearTimeout(this.#impatience);
    this.#guest = guest;
    visits.add(this);
    if (fault !== "snubs") this.tell({ kind: "ready", session: `session-${randomUUID()}` });
  }

  #serve(message: Message, guest: string): void {
    switch (message.kind) {
      case "knock":
        this.tell({ kind: "here" });
        break;
      case "cook":
        this.#takeOrder(message, guest);
        break;
      case "enough":
        this.#clear(message.order);
        break;
      default:
        this.#regret("unfamiliar");
    }
  }

  #takeOrder({ text, dish, oven }: Message, guest: string): void {
    if (!isSaid(text) || !isSaid(dish)) {
      this.#regret("incomplete");
      return;
    }
    const id = `order-${randomUUID()}`;
    const end = new AbortController();
    this.#orders.set(id, end);
    void this.#bring({ id, guest, table: dish, wish: text, oven, enough: end.signal });
  }

  async #bring(order: Order): Promise<void> {
    for await (const event of cook(order, this.#house.fault === "cans")) {
      for (const visit of this.#hearers()) visit.tell(event);
    }
    this.#orders.delete(order.id);
  }

  /** Only what was ordered here can be sent back from here. */
  #clear(id: unknown): void {
    const order = typeof id === "string" ? this.#orders.get(id) : undefined;
    if (order === undefined) {
      this.#regret("incomplete");
      return;
    }
    this.tell({ kind: "clearing", order: id });
    order.abort();
  }

  #hearers(): Iterable<Visit> {
    return this.#house.fault === "leaks" ? this.#house.visits : [this];
  }

  #regret(why: "unreadable" | "unfamiliar" | "incomplete"): void {
    this.tell({ kind: "sorry", why });
  }

  #turnAway(why: keyof typeof closings): void {
    this.#socket.close(closings[why], why);
  }
}

function isSaid(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** The object a frame holds, or undefined when it holds none. */
function parsed(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Message)
      : undefined;
  } catch {
    return undefined;
  }
}
