/** What is expected of some checks, as a configuration takes it. */
interface PlannedExpectation {
  readonly id: string;
  readonly when: "before" | "always";
  // A configuration's arrays are its own to change.
  readonly checks: string[];
  readonly passing: { readonly least?: number; readonly most?: number };
}

/**
 * What the plan against error 1011 expects of its phases, for `expectations` of a configuration: before the
 * deployment nobody gets through on the socket, and all the while what does not need it is protected and delivered.
 * No configuration has them by itself: a team says which plan it follows.
 */
export const plannedExpectations: {
  readonly isolation: PlannedExpectation;
  readonly protection: PlannedExpectation;
  readonly delivery: PlannedExpectation;
} = {
  isolation: {
    id: "isolation",
    when: "before",
    checks: [
      "websocket.upgrades",
      "websocket.welcomes",
      "websocket.negotiates-subprotocol",
      "websocket.accepts-every-carrier",
      "authentication.opens-both-doors",
    ],
    passing: { most: 0 },
  },
  protection: {
    id: "protection",
    when: "always",
    checks: [
      "isolation.hides-foreign-threads",
      "isolation.hides-foreign-runs",
      "isolation.helps-each-by-own-request",
      "pipeline.uses-own-data-over-http",
      "pipeline.reports-missing-data",
    ],
    passing: { least: 5 },
  },
  delivery: {
    id: "delivery",
    when: "always",
    checks: [
      "http-fallback.answers",
      "http-fallback.answers-each-question",
      "http-fallback.runs-without-socket",
      "http-fallback.streams-without-socket",
      "report.comes-over-http",
    ],
    passing: { least: 4 },
  },
};
