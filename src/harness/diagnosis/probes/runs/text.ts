/**
 * Whether a text names an amount, however its thousands are grouped: `48211`, `48,211`, `48.211`, `48 211`.
 *
 * @param figure - in digits
 */
export function namesFigure(text: string, figure: string): boolean {
  const ungrouped = text.replaceAll(/(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))/g, "");
  return new RegExp(`(?<![\\w.])${figure}(?!\\w)`).test(ungrouped);
}

/** A text without the question it repeats: what an echo has left is nothing. */
export function withoutQuestion(prompt: string, text: string): string {
  return text.replaceAll(prompt, " ");
}

/** Fewer different words of its own make no sentence. */
const fewestOwnWords = 5;

/** Finds words by the rules of Unicode: Chinese and Japanese have no spaces between theirs. */
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Whether a text says next to nothing that its question does not. */
export function isEcho(prompt: string, text: string): boolean {
  const known = new Set(wordsOf(prompt));
  return new Set(wordsOf(text).filter((word) => !known.has(word))).size < fewestOwnWords;
}

/** Something a reader can read stands in it, however deep. */
export function holdsSomething(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  if (value === null || value === undefined) return false;
  return typeof value === "object" ? Object.values(value).some(holdsSomething) : true;
}

function wordsOf(text: string): string[] {
  return [...segmenter.segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
