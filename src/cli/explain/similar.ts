/** From which likeness on an id is worth offering. */
const worthOffering = 0.4;

/** Ids somebody may have meant, likest first. */
export function similar(id: string, ids: readonly string[], most = 5): readonly string[] {
  const meant = pairsOf(id);
  return ids
    .map((other) => ({ other, likeness: likeness(meant, pairsOf(other)) }))
    .filter((offer) => offer.likeness >= worthOffering)
    .sort((left, right) => right.likeness - left.likeness)
    .slice(0, most)
    .map(({ other }) => other);
}

/** Share of the letter pairs that two words have in common: forgives typing errors and another order. */
function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const common = [...left].filter((pair) => right.has(pair)).length;
  return (2 * common) / (left.size + right.size || 1);
}

function pairsOf(id: string): ReadonlySet<string> {
  const letters = id.toLowerCase();
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
