import { setImmediate as nextTurn, setTimeout } from "node:timers/promises";

/** Somebody's wish for a meal. */
export interface Order {
  readonly id: string;
  readonly guest: string;
  readonly table: string;
  readonly wish: string;
  /** `low` takes about a second, `broken` fails. */
  readonly oven: unknown;
  /** Aborts when the guest has had enough. */
  readonly enough: AbortSignal;
}

interface KitchenEvent {
  readonly kind:
    | "begun"
    | "pondering"
    | "using"
    | "used"
    | "crumb"
    | "served"
    | "burnt"
    | "cleared";
  /** Seconds since 1970. */
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Tell = (kind: KitchenEvent["kind"], more?: object) => KitchenEvent;

/** What is on the plate when nobody listened to the order. */
const cannedSoup = "Today there is tomato soup with bread, as on every other day of the week.";
/** Between two parts of a slow meal. Milliseconds. */
const lowHeatMs = 150;

/**
 * Cooks one order: everything the guest hears of it, in order.
 *
 * @param canned - serves the same soup whatever was wished for
 */
export async function* cook(order: Order, canned: boolean): AsyncGenerator<KitchenEvent> {
  const { id, guest, table, wish, oven } = order;
  const ids = { order: id, table, guest, cook: "chef" };
  const tell: Tell = (kind, more = {}) => ({ kind, at: secondsNow(), body: { ...ids, ...more } });
  const text = canned
    ? cannedSoup
    : `For "${wish}" whisk three eggs, fry them with yesterday's rice, and finish with parsley.`;
  yield tell("begun");
  yield tell("pondering", { musing: "Something warm, quick, and made of what is there." });
  yield tell("using", { utensil: "larder" });
  await nextTurn();
  yield tell("used", { utensil: "larder", found: { eggs: 3, rice: "a bowl" } });
  if (oven === "broken") {
    yield tell("burnt", { why: "the oven is out of order" });
    return;
  }
  yield* plate(text, order, tell);
  if (order.enough.aborted) yield tell("cleared", { mood: "full" });
  else yield tell("served", { plate: { text }, mood: "content" });
}

/** Each part leaves by itself: a guest sees the plate fill, and may say stop. */
async function* plate(text: string, order: Order, tell: Tell): AsyncGenerator<KitchenEvent> {
  const parts = bites(text);
  for (const [n, bite] of parts.entries()) {
    await (order.oven === "low" ? setTimeout(lowHeatMs) : nextTurn());
    if (order.enough.aborted) return;
    yield tell("crumb", { bite, nth: n + 1, last: n === parts.length - 1 });
  }
}

/** Wall-clock time that never goes back. */
function secondsNow(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/** A text in parts of four words, which join to it again. */
function bites(text: string): readonly string[] {
  return text.match(/(?:\S+\s*){1,4}/g) ?? [];
}
