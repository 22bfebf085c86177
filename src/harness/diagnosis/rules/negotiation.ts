import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { lostOn } from "../probes/echo-saw.ts";
import type { TrySaw } from "../probes/offers-saw.ts";
import type { UpgradeSaw } from "../probes/upgrade-saw.ts";
import type { Rule } from "../rule.ts";
import { type Attempt, attempt, directOf, echoOf, firstAttempts, proof } from "./attempt.ts";
import { fateOf, greetings } from "./offer-fate.ts";
import { isOpen, isRefused, isSteady, triesOf } from "./refused.ts";

const header = "sec-websocket-protocol";
const atOrigin =
  "the same upgrade at the origin's own address (--direct URL): if that one selects, the edge drops the header";
const withEcho =
  "an echo behind the edge, of the headers of an upgrade: if the offer is among them, the selection is lost or was never made";

/** What becomes of offered subprotocols. */
export const negotiationRules: readonly Rule[] = [
  {
    name: "a subprotocol that was offered and not selected",
    judge(evidence) {
      const offered = evidence.of("offer");
      if (offered === undefined || !isUnselected(offered)) return undefined;
      return unselected(evidence, attempt("offer", "an upgrade with a good token", offered));
    },
  },
  { name: "a subprotocol that is selected sometimes", judge: sometimes },
  { name: "a layout of the contract that is not taken", judge: layouts },
  {
    name: "a route that selects nothing",
    judge(evidence) {
      const offered = evidence.of("offer");
      if (offered === undefined || !isSelecting(offered) || !isOpen(evidence)) return undefined;
      const silent = triesOf(evidence, "route").find(isUnselected);
      if (silent === undefined || sometimes(evidence) !== undefined) return undefined;
      const text = `on ${silent.what} the 101 selects none of the ${silent.handshake.offered} offered; the first route selects`;
      return {
        ...{ cause: "never-negotiates", confidence: 0.88 },
        evidence: [proof(attempt("offers", "", silent), text)],
        others: ["selection-stripped"],
        experiment: atOrigin,
      };
    },
  },
  { name: "an unknown subprotocol", judge: unknown },
  { name: "a subprotocol that is refused for how it is spelt", judge: spelling },
];

function isUnselected({ switched, handshake }: UpgradeSaw): boolean {
  return switched && handshake.offered > 0 && handshake.selected.length === 0;
}

function isSelecting({ switched, handshake }: UpgradeSaw): boolean {
  return switched && handshake.offered > 0 && handshake.selected.length > 0;
}

/** Who drops it: server, the way there, or the way back. Nobody, where others are answered otherwise. */
function unselected(evidence: Evidence, silent: Attempt): Finding | undefined {
  const { offered } = silent.upgrade.handshake;
  const fact = proof(silent, `${offered} subprotocols are offered, and the 101 selects none`);
  const echo = echoOf(evidence)?.upgrade;
  const lost = echo && lostOn(echo);
  if (lost?.includes(header)) {
    const text = "an echo behind the edge does not see the offer of an upgrade";
    return { cause: "offer-stripped", confidence: 0.96, evidence: [fact, { probe: "echo", text }] };
  }
  if (echo?.lostOnTheWayBack.includes(header)) {
    const text = "the echo's own Sec-WebSocket-Protocol does not come back";
    return {
      cause: "selection-stripped",
      confidence: 0.96,
      evidence: [fact, { probe: "echo", text }],
    };
  }
  if (evidence.of("offers")?.tries.some(isSelecting)) return undefined;
  const direct = directOf(evidence);
  if (direct !== undefined) return byDirect(evidence, fact, direct.offer);
  if (lost !== undefined) {
    const text = "an echo behind the edge sees the offer, and its own selection comes back";
    return {
      cause: "never-negotiates",
      confidence: 0.93,
      evidence: [fact, { probe: "echo", text }],
    };
  }
  return byGreeting(evidence, fact);
}

type Fact = Finding["evidence"][number];

function byDirect(evidence: Evidence, fact: Fact, inside: UpgradeSaw): Finding {
  const { sent, received } = inside.handshake;
  if (!isSelecting(inside)) {
    const text = "without the edge, the 101 selects none either";
    const item: Fact = { probe: "direct", text, sent, received };
    return { cause: "never-negotiates", confidence: 0.96, evidence: [fact, item] };
  }
  const text = "without the edge, the same upgrade is answered with a selection";
  const item: Fact = { probe: "direct", text, sent, received };
  const fate = fateOf(evidence);
  if (fate === "unknown") {
    return {
      ...{ cause: "selection-stripped", confidence: 0.7, evidence: [fact, item] },
      others: ["offer-stripped"],
      experiment: withEcho,
    };
  }
  return {
    cause: fate === "lost" ? "offer-stripped" : "selection-stripped",
    confidence: 0.93,
    evidence: [fact, item, greetings[fate]],
  };
}

/** A token that travels in the offer tells whether that arrived: who is greeted was recognised. */
function byGreeting(evidence: Evidence, fact: Fact): Finding {
  const fate = fateOf(evidence);
  if (fate === "unknown") {
    return {
      ...{ cause: "never-negotiates", confidence: 0.7, evidence: [fact] },
      others: ["offer-stripped", "selection-stripped"],
      experiment: withEcho,
    };
  }
  const isLost = fate === "lost";
  return {
    cause: isLost ? "offer-stripped" : "never-negotiates",
    confidence: isLost ? 0.87 : 0.86,
    evidence: [fact, greetings[fate]],
    others: isLost ? ["never-negotiates"] : ["selection-stripped"],
    experiment: atOrigin,
  };
}

/** Changes after which a server that negotiates selects as before. */
const same: readonly TrySaw["change"][] = [
  ...(["again", "own-origin", "listed-origin", "foreign-origin", "compression"] as const),
];

function sometimes(evidence: Evidence): Finding | undefined {
  const offered = evidence.of("offer");
  if (offered?.switched !== true || offered.handshake.offered === 0) return undefined;
  const tries = evidence.of("offers")?.tries ?? [];
  const equal: readonly UpgradeSaw[] = [
    offered,
    ...tries.filter(({ change }) => same.includes(change)),
  ];
  const alike = tries.filter(({ change }) => change === "layout" || change === "reversed");
  const silent = equal.filter(isUnselected);
  const odd = alike.filter(isUnselected);
  const selecting = [...equal, ...alike].filter(isSelecting).length;
  const isMixed = selecting > 0 && (silent.length > 0 || odd.length > 1);
  const [first = odd[0]] = silent;
  if (!isMixed || first === undefined) return undefined;
  const count = silent.length + odd.length;
  const text = `of ${equal.length + alike.length} upgrades alike, ${selecting} are answered with a selection and ${count} without`;
  return {
    ...{ cause: "mixed-revisions", confidence: 0.87 },
    evidence: [proof(attempt("offers", "", first), text)],
  };
}

function layouts(evidence: Evidence): Finding | undefined {
  const offered = evidence.of("offer");
  if (offered === undefined || !isSelecting(offered) || !isOpen(evidence)) return undefined;
  const refused = triesOf(evidence, "layout").filter(isRefused);
  const [first] = refused;
  if (first === undefined || !isSteady(evidence)) return undefined;
  return {
    ...{ cause: "contract-violation", confidence: 0.88 },
    evidence: refused.map((one) =>
      proof(
        attempt("offers", "", one),
        `the layout "${one.what}" is answered with ${one.handshake.status}, though the contract names it`,
      ),
    ),
  };
}

function unknown(evidence: Evidence): Finding | undefined {
  const offered = evidence.of("offer");
  if (offered === undefined || !isSelecting(offered) || !isOpen(evidence)) return undefined;
  const tries = [...triesOf(evidence, "unknown-first"), ...triesOf(evidence, "unknown")];
  const wrong = tries.find(({ handshake: { selected }, what }) =>
    selected.some((one) => what.split(", ").includes(one)),
  );
  if (wrong !== undefined) {
    const text = `the 101 selects "${wrong.handshake.selected[0]}", which is no subprotocol of this server`;
    return {
      ...{ cause: "selects-unasked", confidence: 0.92 },
      evidence: [proof(attempt("offers", "", wrong), text)],
    };
  }
  const taken = triesOf(evidence, "unknown").find(isUnselected);
  if (taken === undefined || sometimes(evidence) !== undefined) return undefined;
  const text = `only "${taken.what}" is offered, and the upgrade is accepted without a selection`;
  return {
    ...{ cause: "never-negotiates", confidence: 0.86 },
    evidence: [proof(attempt("offers", "", taken), text)],
  };
}

/** The offer is what is refused: without it, or with another, the answer is another. */
function spelling(evidence: Evidence): Finding | undefined {
  const [bare, good] = firstAttempts(evidence);
  if (bare === undefined || good === undefined || good.upgrade.switched) return undefined;
  const { status, offered } = good.upgrade.handshake;
  const isOffer = offered > 0 && status !== bare.upgrade.handshake.status;
  if (status === undefined || !isOffer) return undefined;
  const [short] = triesOf(evidence, "short-name");
  if (short === undefined || short.handshake.status === status) return undefined;
  const culprit = culpritIn(evidence, status);
  if (culprit === undefined && status !== 431 && status !== 400) return undefined;
  const text = `a short one with letters only is answered with ${short.handshake.status}`;
  return {
    ...{ cause: "illegal-subprotocol", confidence: culprit === undefined ? 0.7 : 0.94 },
    evidence: [
      proof(good, `an offer with a token is answered with ${status}`),
      proof(
        attempt("offers", "", short),
        culprit === undefined ? text : `${text}; one with ${culprit} with ${status}`,
      ),
    ],
  };
}

/** What in a subprotocol is answered like the good one. */
function culpritIn(evidence: Evidence, status: number): string | undefined {
  const isSame = (change: TrySaw["change"]): boolean =>
    triesOf(evidence, change)[0]?.handshake.status === status;
  if (isSame("long-name")) return "300 letters";
  return isSame("dotted-name") ? "a dot, which is legal" : undefined;
}
