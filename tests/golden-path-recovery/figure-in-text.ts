/**
 * Whether a text names an amount, however its thousands are grouped: `48211`, `48,211`, `48.211`, `48 211`.
 *
 * @param text - anything but text is spelt as JSON
 * @param figure - in digits
 */
export function namesFigure(text: unknown, figure: string | undefined): boolean {
  if (figure === undefined) throw new RangeError("the question names no figure");
  const spelt = typeof text === "string" ? text : (JSON.stringify(text) ?? "");
  const ungrouped = spelt.replaceAll(/(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))/g, "");
  return new RegExp(`(?<![\\w.])${figure}(?!\\w)`).test(ungrouped);
}
