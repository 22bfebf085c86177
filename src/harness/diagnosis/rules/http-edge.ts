import type { Finding } from "../finding.ts";
import { type CallSaw, outcomeOf } from "../probes/call-saw.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { Rule } from "../rule.ts";
import {
  askedOnce,
  failedTwice,
  isBelowPromise,
  isGateway,
  isHtml,
  isServing,
  told,
} from "./front-facts.ts";
import { isUpByNow } from "./starting.ts";

const beyondEdge =
  "the same requests at the origin's own address (--direct URL): what differs there is the edge's doing";

/** What stands in front of a deployment, as its HTTP answers show it. */
export const httpEdgeRules: readonly Rule[] = [
  {
    name: "a gateway that reaches nobody",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || isServing(front)) return undefined;
      const all = [...askedOnce(front), front.manners.unknownPath];
      const failed = all.filter(isGateway);
      if (failed.length < all.length * 0.95) return undefined;
      const isBusy = failed.every(({ status }) => status === 503);
      if (isBusy && isUpByNow(evidence)) return undefined;
      return {
        ...{ cause: "nothing-listening", confidence: isBusy ? 0.7 : 0.92 },
        evidence: told("front", failed, "every request ends at the gateway, whatever its path"),
        others: isBusy ? ["cold-start", "saturation", "draining"] : [],
        experiment: beyondEdge,
      };
    },
  },
  {
    name: "an edge that asks for a login",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined) return undefined;
      return challenged(front) ?? shownLogin(front);
    },
  },
  {
    name: "a limit below the promised one",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined) return undefined;
      const limited = askedOnce(front).filter(({ status }) => status === 429);
      const { limit } = front;
      if (limited.length === 0 || !isBelowPromise(limit)) return undefined;
      return {
        ...{ cause: "edge-refuses", confidence: 0.9 },
        evidence: told(
          "front",
          limited,
          `${limited.length} of ${askedOnce(front).length} requests that belong to no user are put off, the first after ${limit.sent}; promised: ${limit.promised}`,
        ),
        others: ["saturation"],
        experiment: beyondEdge,
      };
    },
  },
  {
    name: "a firewall between some paths and everybody",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !isServing(front)) return undefined;
      const forbidden = front.open.filter(({ status }) => status === 403);
      if (forbidden.length === 0) return undefined;
      const foreign = forbidden.filter((saw) => !saw.reasoned || saw.unsafe.length > 0);
      const isForeign = foreign.length === forbidden.length && front.manners.unknownPath.reasoned;
      return {
        ...{ cause: "edge-refuses", confidence: isForeign ? 0.9 : 0.6 },
        evidence: [
          ...told("front", forbidden, "what is open to anybody is forbidden"),
          ...(isForeign
            ? told("front", foreign, "and not in the words this server refuses in")
            : []),
        ],
        others: ["http-error"],
        experiment: beyondEdge,
      };
    },
  },
  {
    name: "somebody else at the address",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined) return undefined;
      return misnamed(front) ?? stranger(front) ?? pageEverywhere(front) ?? wrongFrontend(front);
    },
  },
];

function challenged(front: FrontSaw): Finding | undefined {
  const asked = [...front.health, ...front.open].filter(
    ({ status, headers }) => status === 401 && headers["www-authenticate"] !== undefined,
  );
  const unbearing = asked.filter(
    ({ headers }) => !/^bearer/i.test(headers["www-authenticate"] ?? ""),
  );
  if (unbearing.length === 0) return undefined;
  const [{ headers } = { headers: {} as Record<string, string> }] = unbearing;
  return {
    ...{ cause: "edge-wants-login", confidence: unbearing.length > 1 ? 0.93 : 0.7 },
    evidence: told(
      "front",
      unbearing,
      `what is open to anybody asks for "${headers["www-authenticate"]}"`,
    ),
  };
}

function shownLogin(front: FrontSaw): Finding | undefined {
  const shown = [...front.health, ...front.open].filter((saw) => {
    const { status = 0, headers, missing, said, path } = saw;
    if (status >= 300 && status < 400) return /login|signin|auth|sso/i.test(headers.location ?? "");
    const isPage = isHtml(saw) && (missing.length > 0 || path === front.health[0]?.path);
    return isPage && /<form|password|sign ?in|log ?in/i.test(said);
  });
  if (shown.length === 0) return undefined;
  return {
    ...{ cause: "edge-wants-login", confidence: 0.9 },
    evidence: told("front", shown, "in place of data there is the page of a login"),
  };
}

function misnamed({ identity, health }: FrontSaw): Finding | undefined {
  if (identity.isRight || identity.service === undefined) return undefined;
  return {
    ...{ cause: "wrong-server", confidence: 0.95 },
    evidence: told("front", health, `whoever answers is called "${identity.service}"`),
  };
}

function stranger(front: FrontSaw): Finding | undefined {
  const { identity, health, open } = front;
  const [first] = health;
  const answered = open.filter(({ status }) => status !== undefined);
  if (identity.isRight || first?.status === undefined || answered.length === 0) return undefined;
  const foreign = answered.filter(isForeign);
  if (foreign.length < answered.length * 0.7) return undefined;
  return {
    ...{ cause: "wrong-server", confidence: 0.9 },
    evidence: [
      ...told("front", health, "it does not say who it is"),
      ...told(
        "front",
        foreign,
        `${foreign.length} of ${answered.length} open routes are not there`,
      ),
    ],
    others: ["wrong-path"],
    experiment: "the same paths below the prefix a proxy may have in front of them",
  };
}

/** Not there, or something else; who asks for a password or reaches nobody says nothing of what is behind. */
function isForeign(saw: CallSaw): boolean {
  const { status = 0, missing } = saw;
  return status === 404 || (status < 400 && (isHtml(saw) || missing.length > 0));
}

function pageEverywhere({ manners, identity }: FrontSaw): Finding | undefined {
  const { unknownPath } = manners;
  const { ok, status = 0 } = unknownPath;
  if (ok || status >= 300 || !isHtml(unknownPath)) return undefined;
  return {
    ...{ cause: "wrong-server", confidence: identity.isRight ? 0.86 : 0.9 },
    evidence: told("front", [unknownPath], "paths nobody knows are answered with a web page"),
    others: ["manners-missing"],
    experiment: beyondEdge,
  };
}

function wrongFrontend(front: FrontSaw): Finding | undefined {
  const claim = front.claims.find(({ about }) => about === "frontend");
  if (claim === undefined) return undefined;
  const isEmpty = /nothing/.test(claim.text);
  const { text } = claim;
  const failing = failedTwice(front).map(outcomeOf);
  return {
    ...{ cause: isEmpty ? "http-error" : "wrong-server", confidence: 0.9 },
    evidence: [{ probe: "front", text: [text, ...failing].join("; ") }],
  };
}
