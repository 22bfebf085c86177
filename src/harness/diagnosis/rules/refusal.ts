import type { CauseId } from "../../../ground/cause.ts";
import { headerOf, type RawHandshake } from "../../wire/raw/handshake.ts";
import type { Finding } from "../finding.ts";
import type { PlainSaw } from "../probes/plain-saw.ts";
import { type Attempt, areAlike, isForeign, isPage, plainOf, proof } from "./attempt.ts";

/** A refused upgrade, beside what plain requests are answered with. */
export interface Refusal {
  readonly attempt: Attempt;
  readonly status: number;
  readonly handshake: RawHandshake;
  /** The same path asked plainly. */
  readonly plain: RawHandshake | undefined;
  readonly undeclared: RawHandshake | undefined;
  readonly health: RawHandshake | undefined;
}

/** @param route - the contract's first unless given */
export function refusalOf(
  attempt: Attempt,
  saw: PlainSaw | undefined,
  route?: string,
): Refusal | undefined {
  const { handshake } = attempt.upgrade;
  const { status } = handshake;
  if (status === undefined || status === 101) return undefined;
  return {
    ...{ attempt, status, handshake },
    plain: plainOf(saw, route)?.handshake,
    undeclared: saw?.undeclared?.handshake,
    health: saw?.health?.handshake,
  };
}

type Opinion = readonly [
  cause: CauseId,
  confidence: number,
  why: string,
  others?: readonly CauseId[],
];

/** What a refused upgrade means, on the evidence of one client in front of everything. */
export function opinionOn(refusal: Refusal): Finding | undefined {
  const { attempt, status, plain } = refusal;
  const opinion = byStatus(refusal);
  if (opinion === undefined) return undefined;
  const [cause, confidence, why, others = []] = opinion;
  const said = plain?.status ?? "nothing";
  return {
    ...{ cause, confidence },
    evidence: [
      proof(attempt, `${attempt.what} is answered with ${status}, and ${why}`),
      { probe: "plain", text: `the same path asked plainly is answered with ${said}` },
    ],
    ...(others.length > 0 && { others, experiment }),
  };
}

const experiment =
  "the same upgrade at the origin's own address (--direct URL): if that one is answered 101, the edge refuses";

function byStatus(refusal: Refusal): Opinion | undefined {
  const { status } = refusal;
  if (status >= 300 && status < 400) return redirected(refusal);
  if (status >= 500) return failed(refusal);
  if (status < 300) return served(refusal);
  switch (status) {
    case 400:
    case 426:
      return notSeen(refusal);
    case 401:
      return wantsLogin(refusal);
    case 403:
      return forbidden(refusal);
    case 404:
    case 405:
    case 410:
      return unknownRoute(refusal);
    case 429:
      return tooMany(refusal);
    default:
      return undefined;
  }
}

function isSameAsPlain({ handshake, plain }: Refusal): boolean {
  return plain !== undefined && areAlike(handshake, plain);
}

function redirected({ handshake, health }: Refusal): Opinion {
  const location = headerOf(handshake, "location") ?? "nowhere";
  const isEverywhere = health?.status !== undefined && health.status >= 300 && health.status < 400;
  return isEverywhere
    ? ["edge-wants-login", 0.87, `leads to ${location}, as everything else does`, ["wrong-path"]]
    : ["wrong-path", 0.9, `leads to ${location}, which no client follows`];
}

function served(refusal: Refusal): Opinion {
  const { handshake, undeclared, health } = refusal;
  if (undeclared !== undefined && isPage(handshake) && areAlike(handshake, undeclared)) {
    return ["wrong-path", 0.9, "so is any path: a page for people, not the WebSocket route"];
  }
  const isData = health?.status === 200 && !isPage(health);
  if (isPage(handshake) && isData) {
    const why = "a page for people, where the application answers in data";
    return ["wrong-path", 0.88, why, ["upgrade-stripped"]];
  }
  if (isSameAsPlain(refusal)) {
    return ["upgrade-stripped", 0.9, "with the same words as a plain GET", ["wrong-path"]];
  }
  return ["wrong-path", 0.88, "something answers that knows nothing of upgrades"];
}

function notSeen(refusal: Refusal): Opinion {
  const { status, handshake } = refusal;
  if (isSameAsPlain(refusal)) {
    return ["upgrade-stripped", 0.93, "with the same words as a plain GET"];
  }
  const wanted = headerOf(handshake, "upgrade") ?? "";
  if (/h2|http\/2/i.test(wanted)) return ["http2-only", 0.9, `it asks for ${wanted} instead`];
  if (status === 426) {
    return ["upgrade-stripped", 0.88, "which is for requests that do not ask for an upgrade"];
  }
  const isMissed = /missing|required|invalid|expected|without|upgrade/i.test(handshake.body);
  return isMissed && /\b(upgrade|connection|websocket|sec-websocket-\w+)\b/i.test(handshake.body)
    ? ["upgrade-stripped", 0.87, `says "${handshake.body.slice(0, 80)}" of a complete handshake`]
    : ["upgrade-stripped", 0.6, "a complete handshake is taken for none", ["illegal-subprotocol"]];
}

/** Schemes a browser asks its user about (RFC 7235); an upgrade has nobody to ask. */
const asking = /^\s*(basic|digest|negotiate|ntlm)\b/i;

function wantsLogin({ handshake, health }: Refusal): Opinion | undefined {
  const scheme = headerOf(handshake, "www-authenticate") ?? "";
  if (!asking.test(scheme)) return undefined;
  const scope = health?.status === 401 ? "so is everything else" : "only upgrades are";
  return ["edge-wants-login", 0.94, `asks for a password (${scheme}); ${scope}`];
}

function forbidden({ handshake, plain, health }: Refusal): Opinion | undefined {
  const known = [plain, health].flatMap((one) => one ?? []);
  if (known.length > 0 && known.every(({ status }) => status === 403)) {
    return ["edge-refuses", 0.92, "so is everything else, health included"];
  }
  if (!isForeign(handshake, known)) return undefined;
  const server = headerOf(handshake, "server");
  const who = server === undefined ? "as a page" : `by "${server}"`;
  return ["edge-refuses", 0.88, `${who}, which is not how the application answers`];
}

function unknownRoute(refusal: Refusal): Opinion {
  const { status, plain, undeclared, handshake } = refusal;
  if (status === 405 && isSameAsPlain(refusal)) {
    return ["upgrade-stripped", 0.86, "with the same words as a plain GET", ["wrong-path"]];
  }
  if (!isSameAsPlain(refusal)) {
    const isNowhere = undeclared !== undefined && areAlike(handshake, undeclared);
    const why = isNowhere ? "so is a path nobody declared" : "nobody knows the route";
    return ["wrong-path", plain === undefined ? 0.86 : 0.89, why];
  }
  const known = [refusal.health].flatMap((one) => one ?? []);
  if (isForeign(handshake, known)) {
    return ["wrong-path", 0.86, "so is a plain GET, by somebody in front", ["upgrade-stripped"]];
  }
  // Where a route is for upgrades alone, the application finds nothing for a plain GET, either.
  return ["upgrade-stripped", 0.8, "with the same words as a plain GET", ["wrong-path"]];
}

function tooMany({ handshake, health }: Refusal): Opinion {
  const after = headerOf(handshake, "retry-after");
  const wait = after === undefined ? "" : `, come back in ${after} s`;
  return health?.status === 429
    ? ["edge-refuses", 0.87, `so is everything else${wait}`, ["saturation"]]
    : ["saturation", 0.87, `only upgrades are${wait}`, ["edge-refuses"]];
}

/** Somebody in front got no answer, or none in time. */
function isGateway(status: number | undefined): boolean {
  return status === 502 || status === 504;
}

function failed(refusal: Refusal): Opinion | undefined {
  const { status, plain, health } = refusal;
  const isEverything = health?.status === status && plain?.status === status;
  if (status === 505)
    return ["http2-only", 0.91, "the version of HTTP upgrades need is not spoken"];
  if (isGateway(status)) {
    const isGone = [health?.status, plain?.status].every(isGateway);
    return isGone
      ? ["nothing-listening", 0.93, "so is everything else: somebody answers in front of nobody"]
      : [
          "nothing-listening",
          0.7,
          "other requests are answered",
          ["http2-only", "crash-at-accept"],
        ];
  }
  if (status === 503) return unavailable(refusal, isEverything);
  return isEverything
    ? ["crash-at-accept", 0.6, "so is everything else", ["http-error"]]
    : ["crash-at-accept", 0.91, "plain requests are served"];
}

function unavailable({ handshake, plain, health }: Refusal, isEverything: boolean): Opinion {
  const after = headerOf(handshake, "retry-after");
  if (isEverything) {
    return ["cold-start", 0.7, "so is everything else", ["draining", "saturation"]];
  }
  if (after !== undefined) {
    const why = `is to come back in ${after} s, while plain requests are served`;
    return ["cold-start", 0.86, why, ["saturation", "draining"]];
  }
  const known = [plain, health].flatMap((one) => one ?? []);
  return isForeign(handshake, known)
    ? [
        "http2-only",
        0.86,
        `by "${headerOf(handshake, "server") ?? "a page"}" in front`,
        ["saturation", "edge-refuses"],
      ]
    : ["saturation", 0.6, "plain requests are served", ["http2-only", "cold-start", "draining"]];
}
