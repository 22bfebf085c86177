import { randomBytes, randomUUID } from "node:crypto";

export interface Guest {
  readonly id: string;
  /** Opaque: says nothing about whom it belongs to. */
  readonly key: string;
}

/** Who may eat here. */
export class GuestBook {
  readonly #idByKey = new Map<string, string>();

  sign(): Guest {
    const guest = { id: `guest-${randomUUID()}`, key: randomBytes(24).toString("hex") };
    this.#idByKey.set(guest.key, guest.id);
    return guest;
  }

  /** Whose key it is; undefined for a key that was never given out. */
  idOf(key: unknown): string | undefined {
    return typeof key === "string" ? this.#idByKey.get(key) : undefined;
  }
}
