/** A text without the question it repeats: what an echo has left is nothing. */
export function withoutQuestion(prompt: string, text: unknown): string {
  return String(text ?? "").replaceAll(prompt, " ");
}

/** Different words of a text that its question does not have: an echo has next to none. */
export function ownWords(prompt: string, text: unknown): number {
  const known = new Set(wordsOf(prompt));
  return new Set(wordsOf(String(text ?? "")).filter((word) => !known.has(word))).size;
}

/** So many words of its own make a sentence; less is a canned remark or an echo. */
export const fewestOwnWords = 5;

/** Finds words by the rules of Unicode: Chinese and Japanese have no spaces between theirs. */
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

function wordsOf(text: string): string[] {
  return [...segmenter.segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
