import type { Clock } from "../../ground/clock.ts";
import type { Settings } from "../settings/settings.ts";
import { type BlockedResolution, TargetBlocked } from "./blocked.ts";
import { blockedBy } from "./blocked-by.ts";
import { type Finding, nameOf, type Search } from "./candidate.ts";
import { declaredNames } from "./declared.ts";
import { detectEnvironment } from "./environment.ts";
import { createProbe, type Probe } from "./identity.ts";
import { refuseProduction } from "./production.ts";
import { searchWarnings } from "./search-warnings.ts";
import { findServices } from "./services.ts";
import { sources } from "./sources.ts";
import type { Identity, Target, TargetSource, TrailEntry } from "./target.ts";
import { targetWarnings } from "./target-warnings.ts";
import { isRemote } from "./url-rules.ts";
import { type Outcome, type Walked, type WalkRules, walk } from "./walk.ts";
import { askedWsUrl, chooseWebSocket } from "./websocket-choice.ts";
import { deriveWsUrl } from "./websocket-url.ts";

export { type BlockedResolution, TargetBlocked };

export interface ResolveOptions {
  readonly settings: Settings;
  /** Whether candidates are asked who they are; otherwise the network is not touched. */
  readonly probe: boolean;
  /** Whether an embedded backend can be started; handed in by who can start it. */
  readonly embedded: boolean;
  /** Limit of asking one candidate who it is. @default 5000 */
  readonly probeTimeoutMs?: number;
  readonly clock?: Clock;
  /** Ends questions that are under way. */
  readonly signal?: AbortSignal;
  /** Whether this is one look of several at a backend that is still coming up. @default false */
  readonly isWaiting?: boolean;
}

/** The target is the embedded backend: it has no URL until it is started. */
export interface EmbeddedResolution {
  readonly state: "embedded";
  readonly trail: readonly TrailEntry[];
  readonly warnings: readonly string[];
  readonly fallback: false;
  /** The contract's first WebSocket route. */
  readonly route: string;
  /** Whether the backend serves auth itself. */
  readonly servesAuth: boolean;
}

interface FoundResolution {
  readonly state: "found";
  readonly target: Target;
}

export type Resolution = FoundResolution | EmbeddedResolution | BlockedResolution;

/**
 * Finds the backend to test and says why it is this one.
 *
 * Nothing is cached between calls: variables changed in between take effect.
 *
 * @throws {@link ConfigurationError} for malformed input, and for production without permission
 */
export async function resolveTarget(options: ResolveOptions): Promise<Resolution> {
  const { settings } = options;
  const search: Search = { settings, environment: detectEnvironment(settings) };
  askedWsUrl(search);
  const findings = sources.flatMap((source) => source(search));
  const rules = rulesOf(search, findings, options);
  refuseInvalid(findings, rules.only);
  const walked = await walk(findings, rules);
  const warnings = searchWarnings(search, findings, walked);
  return conclude(search, walked, warnings);
}

/** Completes the target of an embedded backend that has been started. */
export function startedTarget(
  resolution: EmbeddedResolution,
  started: { readonly http: string; readonly identity?: Identity },
): Target {
  const http = started.http.replace(/\/+$/, "");
  return {
    http,
    ws: deriveWsUrl(http, resolution.route),
    source: "embedded",
    services: resolution.servesAuth ? { auth: http } : {},
    trail: resolution.trail.map((entry) =>
      entry.state === "chosen" ? { ...entry, url: http } : entry,
    ),
    ...(started.identity === undefined ? {} : { identity: started.identity }),
    remote: false,
    warnings: resolution.warnings,
    fallback: resolution.fallback,
  };
}

function rulesOf(search: Search, findings: readonly Finding[], options: ResolveOptions): WalkRules {
  const { settings } = options;
  const laptop = !settings.ci && !settings.strict;
  return {
    only: settings.target.kind === "source" ? settings.target.source : undefined,
    laptop,
    mayFallBack: laptop || settings.allowFallback,
    isWaiting: options.isWaiting ?? false,
    canStart: options.embedded,
    declared: declaredNames(search, findings),
    probe: options.probe ? probeOf(options) : undefined,
    permit: (candidate) => refuseProduction(search, nameOf(candidate), candidate.url),
  };
}

function probeOf(options: ResolveOptions): Probe {
  const { probeTimeoutMs, clock, signal } = options;
  return createProbe({
    contract: options.settings.contract,
    ...(signal === undefined ? {} : { signal }),
    ...(probeTimeoutMs === undefined ? {} : { timeoutMs: probeTimeoutMs }),
    ...(clock === undefined ? {} : { clock }),
  });
}

/** Malformed input ends the search, unless it belongs to a source nobody will look at. */
function refuseInvalid(findings: readonly Finding[], only: TargetSource | undefined): void {
  for (const [index, finding] of findings.entries()) {
    if (finding.state !== "invalid") continue;
    if (only !== undefined && only !== finding.source) continue;
    const stronger = findings.slice(0, index);
    if (finding.yieldsToStronger === true && stronger.some(isDeclared)) continue;
    throw finding.error;
  }
}

function isDeclared(finding: Finding): boolean {
  return finding.state === "candidate" && finding.declared;
}

function conclude(search: Search, walked: Walked, warnings: readonly string[]): Resolution {
  const { outcome, trail } = walked;
  switch (outcome.state) {
    case "chosen":
      return { state: "found", target: complete(search, walked, { outcome, warnings }) };
    case "started":
      return {
        ...{ state: "embedded", trail, fallback: false, ...embeddedFacts(search) },
        warnings: [...warnings, ...unusedWsUrl(search)],
      };
    case "stopped":
    case "exhausted":
      return { state: "blocked", ...blockedBy(search, walked), trail, warnings };
  }
}

function complete(
  search: Search,
  { trail, lost }: Walked,
  known: { readonly outcome: Outcome & { state: "chosen" }; readonly warnings: readonly string[] },
): Target {
  const { candidate: backend, identity } = known.outcome;
  const websocket = chooseWebSocket(search, backend);
  const services = findServices(search, backend);
  const beside = [{ name: websocket.name, url: websocket.url }, ...Object.values(services)];
  for (const { name, url } of beside) refuseProduction(search, name ?? "the WebSocket URL", url);
  return {
    http: backend.url,
    ws: websocket.url,
    source: backend.source,
    services: {
      ...(services.auth === undefined ? {} : { auth: services.auth.url }),
      ...(services.frontend === undefined ? {} : { frontend: services.frontend.url }),
    },
    trail,
    ...(identity === undefined ? {} : { identity }),
    ...(backend.runsIn === undefined ? {} : { container: backend.runsIn }),
    remote: isRemote(backend.url),
    warnings: [
      ...known.warnings,
      ...targetWarnings(search, { backend, websocket, services, identity }),
    ],
    fallback: lost.some(({ candidate }) => candidate.declared),
  };
}

function unusedWsUrl({ settings: { wsUrl } }: Search): readonly string[] {
  return wsUrl === undefined
    ? []
    : ["--ws-url is not used: the embedded backend has a WebSocket of its own"];
}

function embeddedFacts({ settings: { contract } }: Search): { route: string; servesAuth: boolean } {
  const [route = "/"] = contract.websocket.routes;
  return { route, servesAuth: contract.services.auth?.sharedWithBackend ?? false };
}
