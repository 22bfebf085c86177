import { styleText } from "node:util";

export type Tone = "good" | "bad" | "doubtful" | "quiet" | "strong";

const styles = {
  good: "green",
  bad: "red",
  doubtful: "yellow",
  quiet: "dim",
  strong: "bold",
} as const;

export type Paint = (tone: Tone, text: string) => string;

/** Colours text, or leaves it as it is. The caller knows whether anybody sees colour. */
export function painter(color: boolean): Paint {
  return function paint(tone, text) {
    return color ? styleText(styles[tone], text, { validateStream: false }) : text;
  };
}
