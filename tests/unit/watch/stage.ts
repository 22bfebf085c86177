import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { type RateTarget, rateTargetOf } from "../../../src/harness/gate/rates/rate-targets.ts";
import type { WatchPlace } from "../../../src/harness/watch/watch-place.ts";
import { targetOf } from "../context/stage.ts";

export const journeys = ["websocket", "golden-path", "http-fallback"] as const;

type Reached = Pick<Backend, "url" | "wsUrl" | "secret">;

/** A backend as a watch meets it, signing its tokens with the backend's own secret. */
export function placeOf(backend: Reached, change: Partial<WatchPlace> = {}): WatchPlace {
  return {
    ...{ target: targetOf(backend), contract: defaultContract, runId: "unit" },
    credentials: { jwtSecret: backend.secret },
    ...change,
  };
}

/** The same with limits that let what hangs fail soon. */
export function hurriedContract(limitMs: number): typeof defaultContract {
  const names = Object.keys(defaultContract.limits.local).filter((name) => name.endsWith("Ms"));
  const waits = ["connectMs", "handshakeMs", "welcomeMs", "firstEventMs", "gapMs"];
  const short = [...waits, "completionMs", "httpMs", "replyMs"].filter((name) =>
    names.includes(name),
  );
  const limits = Object.fromEntries(short.map((name) => [name, limitMs]));
  const local = { ...defaultContract.limits.local, ...limits };
  return { ...defaultContract, limits: { ...defaultContract.limits, local } };
}

/** What is asked of journeys by default, or of some of them. */
export function asked(...names: readonly string[]): readonly RateTarget[] {
  const targets: Record<string, number> = { websocket: 0.9, "golden-path": 0.95 };
  return names.map((name) => rateTargetOf(name, targets[name] ?? 1));
}
