import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { TrySaw } from "../probes/offers-saw.ts";
import type { Rule } from "../rule.ts";
import { type Attempt, attempt, firstAttempts, proof } from "./attempt.ts";
import { opinionOn, refusalOf } from "./refusal.ts";
import { settled } from "./settled.ts";

/** Upgrades that are answered with something else than 101. */
export const refusedRules: readonly Rule[] = [
  {
    name: "every upgrade refused",
    judge(evidence) {
      const refused = refusedAlike(evidence);
      if (refused === undefined) return undefined;
      const refusal = refusalOf(refused, evidence.of("plain"));
      if (refusal?.status === 429 && isPutOff(evidence)) return undefined;
      const opinion = refusal && opinionOn(refusal);
      return opinion && settled(opinion, evidence);
    },
  },
  { name: "a route of its own refused", judge: routesRefused },
  {
    name: "a route nobody declared that is open",
    judge(evidence) {
      if (!isOpen(evidence)) return undefined;
      const tried = triesOf(evidence, "undeclared-route").find(({ switched }) => switched);
      if (tried === undefined) return undefined;
      const text = `${tried.what} is no route, and an upgrade there switches protocols`;
      return {
        ...{ cause: "wrong-path", confidence: 0.88 },
        evidence: [proof(attempt("offers", "", tried), text)],
      };
    },
  },
  {
    name: "an upgrade refused for its origin",
    judge(evidence) {
      if (!isOpen(evidence)) return undefined;
      const tries = ["own-origin", "listed-origin", "foreign-origin"] as const;
      const refused = tries.flatMap((change) => triesOf(evidence, change)).filter(isRefused);
      const [first] = refused;
      if (first === undefined || !isSteady(evidence)) return undefined;
      const isOwn = refused.some(({ change }) => change !== "foreign-origin");
      return {
        ...{ cause: "origin-refused", confidence: isOwn ? 0.93 : 0.6 },
        evidence: refused.map((one) =>
          proof(
            attempt("offers", "", one),
            `with "Origin: ${one.what}" an upgrade is answered with ${one.handshake.status}, without it with 101`,
          ),
        ),
      };
    },
  },
  {
    name: "an upgrade refused for offering compression",
    judge(evidence) {
      if (!isOpen(evidence)) return undefined;
      const refused = triesOf(evidence, "compression").find(isRefused);
      if (refused === undefined || !isSteady(evidence)) return undefined;
      const { status = 0 } = refused.handshake;
      const text = `an upgrade that offers compression is answered with ${status}, without it with 101`;
      return {
        ...{ cause: status >= 500 ? "crash-at-accept" : "contract-violation", confidence: 0.92 },
        evidence: [proof(attempt("offers", "", refused), text)],
      };
    },
  },
  {
    name: "a first upgrade refused that later ones are not",
    judge(evidence) {
      const [first, second] = firstAttempts(evidence);
      if (first?.upgrade.handshake.status !== 503 || second?.upgrade.switched !== true)
        return undefined;
      const again = triesOf(evidence, "again");
      if (again.some(({ switched }) => !switched)) return undefined;
      return {
        ...{ cause: "cold-start", confidence: 0.86 },
        evidence: [
          proof(first, "the first upgrade is answered with 503, and the ones after it with 101"),
        ],
        others: ["saturation", "draining"],
        experiment: "the same upgrades after a minute without any",
      };
    },
  },
  {
    name: "a plain GET that fails where upgrades work",
    judge(evidence) {
      const plain = evidence.of("plain");
      const [first] = plain?.routes ?? [];
      const status = first?.handshake.status ?? 0;
      if (status < 500 || plain?.health?.handshake.status !== 200 || !isOpen(evidence)) {
        return undefined;
      }
      const { sent, received } = first?.handshake ?? {};
      const text = `a plain GET of ${first?.path} is answered with ${status}, and an upgrade with 101`;
      return {
        ...{ cause: "manners-missing", confidence: 0.86 },
        evidence: [{ probe: "plain", text, ...(sent && { sent }), ...(received && { received }) }],
      };
    },
  },
];

/** Requests that are no upgrades are put off as well: it is not for them that there is no room. */
function isPutOff(evidence: Evidence): boolean {
  const { open = [], doors = [] } = evidence.known("front") ?? {};
  return [...open, ...doors].some(({ status }) => status === 429);
}

/** The good upgrade, when it is refused as one that carries nothing is. */
function refusedAlike(evidence: Evidence): Attempt | undefined {
  const [first, second = first] = firstAttempts(evidence);
  if (first === undefined || second === undefined) return undefined;
  if (first.upgrade.switched || second.upgrade.switched) return undefined;
  const { status } = second.upgrade.handshake;
  return status !== undefined && status === first.upgrade.handshake.status ? second : undefined;
}

/** The contract's first upgrade works. */
export function isOpen(evidence: Evidence): boolean {
  return evidence.of("bare") !== undefined && evidence.of("offer")?.switched === true;
}

export function triesOf(evidence: Evidence, change: TrySaw["change"]): readonly TrySaw[] {
  return evidence.of("offers")?.tries.filter((one) => one.change === change) ?? [];
}

/** Answered, and not with 101. */
export function isRefused({ switched, handshake: { status } }: TrySaw): boolean {
  return !switched && status !== undefined;
}

/** What was changed in nothing was never refused: a refusal is due to the change. */
export function isSteady(evidence: Evidence): boolean {
  return triesOf(evidence, "again").every(({ switched }) => switched);
}

function routesRefused(evidence: Evidence): readonly Finding[] {
  if (!isOpen(evidence)) return [];
  const tries = [...triesOf(evidence, "route"), ...triesOf(evidence, "demo")].filter(isRefused);
  if (tries.length === 0 || !isSteady(evidence)) return [];
  return tries.flatMap((tried) => {
    const what = `an upgrade on ${tried.what}`;
    const refusal = refusalOf(attempt("offers", what, tried), evidence.of("plain"), tried.what);
    const opinion = refusal && opinionOn(refusal);
    return opinion === undefined ? [] : [settled(opinion, evidence, tried.what)];
  });
}
