/**
 * Whether a text is filled in, wholly or in part, by whoever deploys it or by what runs: `${HOST}`, `$(HOST)`,
 * `{{ host }}`, `<host>`, `{host}`, `%HOST%`, `__HOST__`, `#{host}#`, `[[host]]`.
 */
export function isPlaceholder(text: string): boolean {
  return (
    /\$\{|\$\(|\$[A-Z_]\w*|\{\{|<[\w .-]+>|#\{|\[\[/.test(text) ||
    // `%20` in an address is none, nor are dunders in the name of a module.
    /\{[A-Za-z_][\w.-]*\}|%[A-Z_][A-Z\d_]{2,}%|(^|[^\w])__[A-Z][A-Z\d_]*__($|[^\w])/.test(text)
  );
}
