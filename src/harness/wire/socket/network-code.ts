/** The network's own word in an error: `ECONNREFUSED`, `ENOTFOUND`, … */
export function codeOf(error: object): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The same as a field that is left out where there is none. */
export function networkCodeOf(error: Error): { networkCode?: string } {
  const networkCode = codeOf(error);
  return networkCode === undefined ? {} : { networkCode };
}
