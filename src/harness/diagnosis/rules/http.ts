import type { Finding } from "../finding.ts";
import { type CallSaw, outcomeOf } from "../probes/call-saw.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { Rule } from "../rule.ts";
import {
  askedAlone,
  failedTwice,
  isHtml,
  isServerError,
  isServing,
  isTimeout,
  isUnrouted,
  standingOf,
  told,
} from "./front-facts.ts";
import { nameIt } from "./revision.ts";

/** Routes, and how HTTP is kept on them. */
export const httpRules: readonly Rule[] = [
  {
    name: "routes that fail while others serve",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !isServing(front) || isShaky(front)) return undefined;
      const failed = failedTwice(front).filter((saw) => isBroken(saw, front));
      const crashed = [front.manners.malformed, front.manners.lacking].filter(
        (saw) => saw !== undefined && isServerError(saw),
      ) as CallSaw[];
      const all = [...failed, ...crashed];
      if (all.length === 0) return undefined;
      const isOnlyRefused = all.every(({ status }) => status === 401);
      const refused = isOnlyRefused ? evidence.of("tour")?.calls.filter(isRefused) : undefined;
      if (refused !== undefined && refused.length > 0) return undefined;
      if (all.every(isWayToAsk) && all.some(({ name }) => name === "execute")) return fallback(all);
      return {
        ...{ cause: "http-error", confidence: 0.89 },
        evidence: told("front", all, "these fail each time, and others do not"),
        ...(mayBeStale(all, front)
          ? { others: ["pinned-revision"], experiment: nameIt(front.revisions[0]) }
          : {}),
      };
    },
  },
  {
    name: "routes that keep silent while others serve",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined) return undefined;
      const { health, open, doors } = front;
      const isSilent = health.every(isTimeout) && health.length > 0;
      const silent = [...(isSilent ? health : []), ...failedTwice(front).filter(isTimeout)];
      const quick = [...open, ...doors].filter(({ status }) => status !== undefined);
      if (silent.length === 0 || quick.length < silent.length) return undefined;
      const waited = Math.round(silent[0]?.elapsedMs ?? 0);
      return {
        ...{ cause: "http-hang", confidence: 0.9 },
        evidence: [
          ...told("front", silent, `no answer within ${waited} ms, twice`),
          { probe: "front", text: `${quick.length} other routes answer` },
        ],
      };
    },
  },
  {
    name: "a self-description that is not so",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !isServing(front) || isShaky(front)) return undefined;
      const about = ["components", "addresses", "api", "limits", "frozen", "unwell"];
      const claims = front.claims.filter((claim) => about.includes(claim.about));
      const unready = failedTwice(front).filter((saw) => isUnready(saw, front));
      const isUnwell = front.health.every(({ ok }) => ok) && !front.identity.isWell;
      if (claims.length === 0 && unready.length === 0 && !isUnwell) return undefined;
      const word = isUnwell ? [`it says of itself: ${front.identity.status ?? "nothing"}`] : [];
      return {
        ...{ cause: "self-description-wrong", confidence: 0.88 },
        evidence: [
          ...[...claims.map(({ text }) => text), ...word].map((text) => ({
            ...{ probe: "front" as const, text },
          })),
          ...told("front", unready, "it says that it is not ready, and serves"),
        ],
      };
    },
  },
  {
    name: "a secret that is told to anybody",
    judge(evidence) {
      const claim = evidence.of("front")?.claims.find(({ about }) => about === "secret");
      if (claim === undefined) return undefined;
      const items = [{ probe: "front" as const, text: claim.text }];
      return { cause: "credentials-leaked", confidence: 0.9, evidence: items };
    },
  },
  {
    name: "manners clients rely on",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !front.health.every(({ ok }) => ok) || isShaky(front))
        return undefined;
      const lapses = lapsesIn(front);
      if (lapses.length === 0) return undefined;
      return {
        ...{ cause: "manners-missing", confidence: 0.88 },
        evidence: lapses.map((text) => ({ probe: "front" as const, text })),
      };
    },
  },
];

/** Not there, and no setting says why: one build answers, with the settings of today and perhaps old code. */
function mayBeStale(failed: readonly CallSaw[], front: FrontSaw): boolean {
  const { alike = 0, unlike = [] } = front.settings ?? {};
  return (
    failed.every((saw) => saw.status === 404 && isUnrouted(saw, front)) &&
    new Set(front.revisions).size === 1 &&
    alike > 0 &&
    unlike.length === 0 &&
    standingOf(front) === "unknown"
  );
}

function isRefused({ status }: CallSaw): boolean {
  return status === 401;
}

/** Operations that set agents to work. */
const waysToAsk = /^(execute|stream|start(Slow)?Run|stopRun|startAgent|stopAgent|cancelAgent)/;

function isWayToAsk({ name, status }: CallSaw): boolean {
  return waysToAsk.test(name) && (status === 503 || status === 501);
}

/** Whatever needs an agent says that there is none, and the rest is served. */
function fallback(failed: readonly CallSaw[]): Finding {
  return {
    ...{ cause: "fallback-dead", confidence: 0.9 },
    evidence: told("front", failed, "every way to ask over HTTP is shut, and others are open"),
    others: ["http-error", "cold-start"],
    experiment: "the same question over the WebSocket: if it is answered there, only HTTP is shut",
  };
}

/** Answers come and go: what a single one says of its route means little. */
function isShaky(front: FrontSaw): boolean {
  const alone = askedAlone(front);
  return front.again.filter(({ ok }) => ok).length > 1 || (alone[0] !== undefined && !alone[0].ok);
}

/** What it says of its own readiness lies beneath where it says who it is. */
function isUnready({ status, path, isJson }: CallSaw, { health }: FrontSaw): boolean {
  const base = health[0]?.path ?? "/";
  return status === 503 && isJson && path.startsWith(`${base.replace(/\/$/, "")}/`);
}

function isBroken(saw: CallSaw, front: FrontSaw): boolean {
  if (isServerError(saw)) return !isUnready(saw, front);
  const isOpen = front.open.includes(saw);
  const { status = 0 } = saw;
  if (!isOpen || status < 400 || [403, 429].includes(status)) return false;
  return saw.headers["www-authenticate"] === undefined || isUnrouted(saw, front);
}

function lapsesIn(front: FrontSaw): readonly string[] {
  const { manners, health } = front;
  const { unknownPath, wrongMethod, malformed, lacking, preflight } = manners;
  const welcomed = [malformed, lacking].filter((saw) => saw !== undefined && isFine(saw));
  const unsafe = health.find(({ unsafe: missing }) => missing.length > 0)?.unsafe ?? [];
  const allowed = preflight?.headers["access-control-allow-origin"];
  return [
    ...(unsafe.length > 0 ? [`answers lack ${unsafe.join(", ")}`] : []),
    ...welcomed.map((saw) => `a body it cannot use is welcome: ${outcomeOf(saw as CallSaw)}`),
    ...(isFine(wrongMethod) ? [`any method will do: ${outcomeOf(wrongMethod)}`] : []),
    ...(isFine(unknownPath) && !isHtml(unknownPath)
      ? [`a path nobody knows is served: ${outcomeOf(unknownPath)}`]
      : []),
    ...(preflight?.status !== undefined && preflight.status !== putOff && allowed === undefined
      ? ["a browser's origin that is let in hears nothing of it"]
      : []),
    ...unreasonedIn(front),
  ];
}

function isFine({ ok, status = 0 }: CallSaw): boolean {
  return !ok && status >= 200 && status < 300;
}

/** Too many requests: whoever counts them stands in front, and knows nothing of the application's manners. */
const putOff = 429;

/** Most refusals without a word on why. */
function unreasonedIn({ manners, doors }: FrontSaw): string[] {
  const { unknownPath, wrongMethod, malformed } = manners;
  const refusals = [unknownPath, wrongMethod, ...(malformed ? [malformed] : []), ...doors].filter(
    ({ status = 0 }) => status >= 400 && status < 500 && status !== putOff,
  );
  const bare = refusals.filter(({ reasoned }) => !reasoned);
  const isHabit = refusals.length > 3 && bare.length > refusals.length * 0.6;
  return isHabit ? [`${bare.length} of ${refusals.length} refusals say no reason`] : [];
}

/** Kept apart, because it speaks of what is slow and not of what is silent. */
export const slowHttp: Rule = {
  name: "an application that is slow on a quick line",
  judge(evidence): Finding | undefined {
    const front = evidence.of("front");
    const { connectMs } = front?.line ?? {};
    if (front === undefined || connectMs === undefined) return undefined;
    const slow = front.health.filter(({ ok, elapsedMs }) => ok && elapsedMs > 900 + 4 * connectMs);
    if (slow.length < front.health.length || slow.length === 0) return undefined;
    const times = slow.map(({ elapsedMs }) => Math.round(elapsedMs)).join(" and ");
    return {
      ...{ cause: "http-hang", confidence: 0.6 },
      evidence: [
        {
          probe: "front",
          text: `who it is takes ${times} ms to say, on a line that connects in ${Math.round(connectMs)} ms`,
        },
      ],
      others: ["saturation", "slow-network"],
      experiment: "the same question while nobody else asks",
    };
  },
};
