import type { Candidate, Discoverable, Finding, Startable, Unusable } from "./candidate.ts";
import { labelOf } from "./candidate.ts";
import type { Probe } from "./identity.ts";
import type { CandidateState, Identity, TargetSource, TrailEntry } from "./target.ts";

/** What the walk is allowed to do. */
export interface WalkRules {
  /** The one source that was asked for. */
  readonly only: TargetSource | undefined;
  /** Somebody watches: guesses may be made, and what fails may be replaced. */
  readonly laptop: boolean;
  /** A declared candidate that fails may be replaced by a weaker one. */
  readonly mayFallBack: boolean;
  /** One look of several at a backend that is still coming up: nothing may stand in for it meanwhile. */
  readonly isWaiting: boolean;
  /** Whether an embedded backend can be started here. */
  readonly canStart: boolean;
  /** Everything somebody declared, by name; embedded is never a guess beside it. */
  readonly declared: readonly string[];
  /** Absent: the network is not touched, the first candidate wins. */
  readonly probe: Probe | undefined;
  /** Throws when a candidate must not even be asked. */
  readonly permit: (candidate: Candidate) => void;
}

/** A candidate that was tried and is not the backend. */
interface Lost {
  readonly candidate: Candidate;
  readonly state: "unreachable" | "wrong-identity";
  readonly reason: string;
  /** It is the contract's backend, and says that it is not well. */
  readonly isOwn: boolean;
  /** Something is there that did not say who it is. */
  readonly isThere: boolean;
}

export type Outcome =
  | { readonly state: "chosen"; readonly candidate: Candidate; readonly identity?: Identity }
  | { readonly state: "started" }
  | { readonly state: "stopped"; readonly reason: string }
  | { readonly state: "exhausted" };

export interface Walked {
  readonly outcome: Outcome;
  readonly trail: readonly TrailEntry[];
  readonly lost: readonly Lost[];
  /** What was found and could not even be asked. */
  readonly unusable: readonly Unusable[];
}

/** Goes through the findings in order until one is the target or the rules say stop. */
export async function walk(findings: readonly Finding[], rules: WalkRules): Promise<Walked> {
  const steps = new Steps(rules);
  for (const finding of findings) await steps.take(finding);
  const { outcome, trail, lost, unusable } = steps;
  return { outcome, trail, lost, unusable };
}

class Steps {
  readonly trail: TrailEntry[] = [];
  readonly lost: Lost[] = [];
  readonly unusable: Unusable[] = [];
  outcome: Outcome = { state: "exhausted" };
  readonly #rules: WalkRules;

  constructor(rules: WalkRules) {
    this.#rules = rules;
  }

  async take(finding: Finding): Promise<void> {
    if (finding.state === "discoverable") await this.#discover(finding);
    else this.trail.push(await this.#entryFor(finding));
  }

  async #entryFor(finding: Exclude<Finding, Discoverable>): Promise<TrailEntry> {
    switch (finding.state) {
      case "unset":
        return entryOf(finding, "unset", finding.reason);
      case "invalid":
        // Nothing stronger settled it: what asks for a place and cannot say which is no fall-through.
        if (this.#settled() === undefined && this.#barToOthers(finding) === undefined) {
          throw finding.error;
        }
        return entryOf(finding, "invalid", finding.error.message);
      case "unusable":
        this.unusable.push(finding);
        return entryOf(finding, "unreachable", finding.reason);
      case "startable":
        return this.#start(finding);
      case "candidate":
        return this.#try(finding);
    }
  }

  /** Looked at late, so that nobody pays for it, or fails over it, who named a backend. */
  async #discover(finding: Discoverable): Promise<void> {
    const bar = this.#settled() ?? this.#barToOthers(finding);
    if (bar !== undefined) {
      this.trail.push(entryOf(finding, "passed-over", bar));
    } else if (finding.asks && this.#rules.probe === undefined) {
      this.trail.push(entryOf(finding, "passed-over", "not asked: nothing is probed"));
    } else {
      for (const found of await finding.discover()) await this.take(found);
    }
  }

  #start(finding: Startable): TrailEntry {
    const bar = this.#settled() ?? this.#barToOthers(finding) ?? this.#barToStarting();
    if (bar !== undefined) return entryOf(finding, "passed-over", bar);
    this.outcome = { state: "started" };
    const reason = this.#rules.only === "embedded" ? "asked for" : "nothing was declared";
    return entryOf(finding, "chosen", `${reason}; it is started when it is needed`);
  }

  async #try(candidate: Candidate): Promise<TrailEntry> {
    const bar = this.#settled() ?? this.#barToOthers(candidate) ?? this.#barToGuesses(candidate);
    if (bar !== undefined) return entryOf(candidate, "passed-over", bar);
    this.#rules.permit(candidate);
    if (this.#rules.probe === undefined) {
      this.outcome = { state: "chosen", candidate };
      return entryOf(candidate, "chosen", noted(candidate, "first in order; not probed"));
    }
    const result = await this.#rules.probe(candidate.url);
    const { elapsedMs } = result;
    if (result.state === "identified") {
      const { identity } = result;
      this.outcome = { state: "chosen", candidate, identity };
      return entryOf(candidate, "chosen", {
        reason: noted(candidate, whoAnswers(identity)),
        elapsedMs,
      });
    }
    const { state } = result;
    const doubt = state === "unreachable" && candidate.doubt !== undefined ? candidate.doubt : "";
    const reason = noted(candidate, `${result.reason}${doubt === "" ? "" : `: ${doubt}`}`);
    const { isOwn = false, isThere = false } = result;
    this.#lose({ candidate, state, reason, isOwn, isThere });
    return entryOf(candidate, state, { reason, elapsedMs });
  }

  #lose(lost: Lost): void {
    this.lost.push(lost);
    const { candidate, reason } = lost;
    const rule = this.#whyNothingReplaces(lost);
    if (rule === undefined) return;
    this.outcome = { state: "stopped", reason: `${labelOf(candidate)}: ${reason}; ${rule}` };
  }

  #whyNothingReplaces({ candidate, isOwn }: Lost): string | undefined {
    const { only, mayFallBack, isWaiting } = this.#rules;
    if (isOwn && !candidate.declared) return "it is the backend, and another one would hide that";
    // What was only discovered is one guess among several of its source.
    if (only !== undefined && candidate.declared) return `only ${only} was asked for`;
    if (candidate.askedBy !== undefined) {
      return `${candidate.askedBy} asks for ${candidate.source}, and nothing stands in for it`;
    }
    if (candidate.declared && isWaiting) return "--wait-ready waits for it, and nothing stands in";
    if (!candidate.declared || mayFallBack) return undefined;
    return "under CI and --strict nothing stands in for a declared backend";
  }

  #settled(): string | undefined {
    switch (this.outcome.state) {
      case "chosen":
        return `${labelOf(this.outcome.candidate)} is stronger`;
      case "started":
        return "the embedded backend was chosen";
      case "stopped":
        return "not tried: the search ended above";
      case "exhausted":
        return undefined;
    }
  }

  #barToOthers({ source }: Finding): string | undefined {
    const { only } = this.#rules;
    return only === undefined || only === source ? undefined : `only ${only} was asked for`;
  }

  #barToGuesses(candidate: Candidate): string | undefined {
    if (candidate.laptopOnly !== true) return undefined;
    if (!this.#rules.laptop) return "under CI and --strict staging must be asked for by a flag";
    return this.#barToAbsence();
  }

  #barToStarting(): string | undefined {
    const { only, canStart, laptop, declared } = this.#rules;
    if (!canStart) return "no embedded backend can be started from here";
    if (only === "embedded") return undefined;
    if (!laptop) return "under CI and --strict it must be asked for (--target embedded)";
    if (declared.length === 0) return this.#barToAbsence();
    return `never a guess when something was declared (${declared.join(", ")})`;
  }

  /** A backend that answers and is not well is not absent: what stands in for absence would hide it. */
  #barToAbsence(): string | undefined {
    if (this.#rules.isWaiting) return "--wait-ready waits for a backend";
    const troubled = this.lost.find(
      ({ isThere, candidate }) => !candidate.declared && (isThere || candidate.aloud === true),
    );
    if (troubled !== undefined) {
      return `${labelOf(troubled.candidate)} may be the backend, in trouble: ${troubled.reason}`;
    }
    const meant = this.unusable.find(({ aloud }) => aloud);
    return meant && `a container of the backend is there, and not usable: ${meant.reason}`;
  }
}

function noted({ note }: Candidate, reason: string): string {
  return note === undefined ? reason : `${note}; ${reason}`;
}

function whoAnswers({ service, version, revision, reference }: Identity): string {
  const words = [
    `${service} answers`,
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(reference ? ["gapproof's reference backend"] : []),
  ];
  return words.join(", ");
}

function entryOf(
  finding: Finding,
  state: CandidateState,
  said: string | { reason: string; elapsedMs: number },
): TrailEntry {
  const { reason, elapsedMs } =
    typeof said === "string" ? { reason: said, elapsedMs: undefined } : said;
  const isCandidate = finding.state === "candidate";
  return {
    source: finding.source,
    via: finding.via,
    ...(finding.variable === undefined ? {} : { variable: finding.variable }),
    ...(finding.container === undefined ? {} : { container: finding.container }),
    ...(isCandidate ? { url: finding.url } : {}),
    state,
    reason,
    ...(elapsedMs === undefined ? {} : { elapsedMs: Math.round(elapsedMs) }),
    declared: isCandidate
      ? finding.declared
      : finding.state === "startable" && finding.via === "option",
  };
}
