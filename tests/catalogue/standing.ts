/** Rows that need something gapproof does not have yet, by what will bring it. The last of them empties this. */
export const planned: Readonly<Record<string, readonly string[]>> = {
  "renderers and workflows": ["R09", "R12", "R13", "R14", "R16", "R17"],
};

/** Rows that cannot be shown from outside, and why. */
export const excused: Readonly<Record<string, string>> = {
  O06: "a contract's pipeline is a line, so an agent is ready when the one before it is done, which O01 shows; there is no graph to compute from",
};
