import type { GapInput } from "../parts/gaps.ts";

/** A gap that somebody planned to close, and nobody owns yet. */
type PlannedGap = Partial<GapInput> & Pick<GapInput, "id" | "plan">;

/**
 * Gaps of the default contract's backend, by their ids, as the plans to close them describe them. None of them is
 * declared: since when, until when and whose it is belongs to the team that takes one over:
 * `gaps: [{ ...plannedGaps["p1-023"], since: "2026-11-22", owner: "realtime" }]`.
 *
 * Where a plan names two causes there are two gaps, for a gap is locked to one reason; where it names none, whoever
 * takes the gap over has to.
 */
export const plannedGaps = {
  "p1-023": {
    id: "p1-023",
    plan: "issue 128",
    checks: ["p1-023.streaming-partial-results"],
    cause: "app-stall",
    times: 5,
  },
  "p1-025": {
    id: "p1-025",
    plan: "issue 128",
    checks: ["p1-025.critical-event-delivery"],
    cause: "app-stall",
    times: 5,
  },
  "settings-unpublished": {
    id: "settings-unpublished",
    plan: "issue 128",
    checks: ["deployment.publishes-settings"],
    cause: "settings-unpublished",
  },
  "settings-inactive": {
    id: "settings-inactive",
    plan: "issue 128",
    checks: ["deployment.runs-expected-settings"],
    cause: "settings-old",
  },
  "branch-undeployed": {
    id: "branch-undeployed",
    plan: "issue 358",
    checks: ["deployment.runs-what-the-branch-deploys"],
    cause: "settings-old",
  },
  "subprotocol-unselected": {
    id: "subprotocol-unselected",
    plan: "issue 358",
    checks: ["websocket.negotiates-subprotocol", "websocket.accepts-every-layout"],
    cause: "never-negotiates",
  },
  "subprotocol-unasked": {
    id: "subprotocol-unasked",
    plan: "issue 358",
    checks: ["websocket.selects-nothing-unasked"],
    cause: "selects-unasked",
  },
  "websocket-rate": {
    id: "websocket-rate",
    plan: "issue 358",
    journey: "websocket",
    cause: "never-negotiates",
    rate: { before: 0.4, target: 0.9 },
  },
  "golden-path-rate": {
    id: "golden-path-rate",
    plan: "issue 358",
    journey: "golden-path",
    rate: { before: 0.84, target: 0.95 },
  },
  "http-fallback": {
    id: "http-fallback",
    plan: "issue 358",
    journey: "http-fallback",
    cause: "http-error",
    rate: { before: 0, target: 1 },
  },
  "closed-after-connect": {
    id: "closed-after-connect",
    plan: "error 1011",
    checks: ["websocket.welcomes"],
    cause: "crash-at-accept",
  },
  "refusal-masked": {
    id: "refusal-masked",
    plan: "error 1011",
    checks: ["authentication.names-refusals-on-socket"],
    cause: "refusal-masked",
  },
  "upgrade-stripped": {
    id: "upgrade-stripped",
    plan: "error 1011",
    checks: ["websocket.upgrades"],
    cause: "upgrade-stripped",
  },
  "token-lost": {
    id: "token-lost",
    plan: "error 1011",
    checks: ["websocket.accepts-every-carrier", "websocket.reads-every-carrier-alike"],
    cause: "token-lost",
  },
  "offer-stripped": {
    id: "offer-stripped",
    plan: "error 1011",
    checks: ["websocket.negotiates-subprotocol"],
    cause: "offer-stripped",
  },
  "secrets-disagree": {
    id: "secrets-disagree",
    plan: "error 1011",
    checks: ["authentication.opens-both-doors"],
    cause: "secret-mismatch",
  },
  "revision-stale": {
    id: "revision-stale",
    plan: "run log",
    checks: ["deployment.answers-as-expected-revision"],
    cause: "pinned-revision",
  },
  "revisions-mixed": {
    id: "revisions-mixed",
    plan: "run log",
    checks: ["deployment.is-one-build"],
    cause: "mixed-revisions",
  },
} satisfies Readonly<Record<string, PlannedGap>>;
