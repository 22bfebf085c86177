import { readText } from "../../../../contract/field.ts";
import type { RunEvent } from "../../../wire/run/event.ts";
import type { Heard } from "./heard.ts";
import { type Oddity, odd } from "./run-saw.ts";

/** Parts of an answer, as they came: by themselves, so that a stream over HTTP is judged alike. */
export interface Parts {
  readonly texts: readonly string[];
  /** Their own numbers; `undefined` where the contract says of none. */
  readonly numbers?: readonly number[] | undefined;
  /** Whether each is marked as the last; `undefined` where the contract says of no mark. */
  readonly marks?: readonly boolean[] | undefined;
  /** The whole answer, where it came. */
  readonly whole?: string | undefined;
}

/** The parts of a run that came to its end. */
export function runParts({ contract, events, run }: Heard): Parts {
  const { partial, fields } = contract.events;
  const { partialIndex: index, partialLast: last } = fields;
  const parts = events.filter(({ type }) => partial.includes(type));
  return {
    texts: parts.map(({ raw }) => readText(raw, fields.partial) ?? ""),
    numbers: index && parts.map((part) => Number(part.field(index))),
    marks: last && parts.map((part: RunEvent) => part.field(last) === true),
    whole: run.answer,
  };
}

/** What is wrong with the parts of an answer; none at all is judged elsewhere. */
export function partOddities(parts: Parts): readonly Oddity[] {
  if (parts.texts.length === 0) return [];
  const counted = countOddity(parts.numbers);
  const joined = counted ?? joinOddity(parts);
  const { marks } = parts;
  const isWellMarked = marks?.every((mark, n) => mark === (n === marks.length - 1)) ?? true;
  return [
    ...(joined === undefined ? [] : [joined]),
    ...(isWellMarked
      ? []
      : [
          odd(
            "part-wrong",
            `of ${marks?.length} parts, ${marks?.filter(Boolean).length} are marked as the last`,
          ),
        ]),
  ];
}

function countOddity(numbers: Parts["numbers"]): Oddity | undefined {
  if (numbers === undefined) return undefined;
  const said = `parts are numbered ${numbers.join(", ")}`;
  if (numbers.some(Number.isNaN)) return odd("part-wrong", said);
  if (new Set(numbers).size < numbers.length) return odd("twice", said);
  if (numbers.some((number, n) => n > 0 && number < (numbers[n - 1] ?? 0))) {
    return odd("out-of-order", said);
  }
  const hasGap = numbers.some((number, n) => n > 0 && number > (numbers[n - 1] ?? 0) + 1);
  return hasGap ? odd("part-lost", said) : undefined;
}

function joinOddity({ texts, whole }: Parts): Oddity | undefined {
  const joined = texts.join("");
  if (whole === undefined || joined === whole) return undefined;
  const bare = (text: string): string => text.replaceAll(/\s/g, "");
  const said = `the parts join to ${joined.length} characters, the answer has ${whole.length}`;
  if (bare(joined) === bare(whole)) return odd("part-wrong", `${said}; only white space differs`);
  const isPiece = texts.every((text) => bare(whole).includes(bare(text)));
  if (isPiece && joined.length < whole.length) return odd("part-lost", said);
  if (isPiece && joined.length > whole.length) return odd("twice", said);
  return odd(isPiece ? "out-of-order" : "part-wrong", said);
}
