/** Where a cause sits, from the outside in. */
type Layer =
  | "dns"
  | "tcp"
  | "tls"
  | "edge"
  | "handshake"
  | "auth"
  | "app"
  | "stream"
  | "agent"
  | "state"
  | "deploy"
  | "manifest";

interface Row {
  /** Row of the taxonomy: N network, H handshake, A authentication, S server, T time, F framing, G events, B data, M manifest. */
  readonly taxonomy: string;
  readonly layer: Layer;
  /** One sentence. */
  readonly summary: string;
}

/**
 * What can be wrong between a branch and its users: what a fault breaks, and what a diagnosis names.
 * Both speak of the same causes, so that a diagnosis can be held against the truth.
 */
const rows = {
  "name-unresolved": row("N1", "dns", "The host name does not resolve."),
  "nothing-listening": row("N2", "tcp", "Nothing listens at the address."),
  blackhole: row("N3", "tcp", "Packets vanish: connects neither succeed nor are refused."),
  "certificate-untrusted": row("N4", "tls", "The certificate is not one for this host."),
  "http2-only": row(
    "N5",
    "edge",
    "The edge speaks HTTP/2 alone, where an upgrade is not possible.",
  ),
  "wrong-server": row("N6", "edge", "Somebody else answers at the address."),
  "slow-network": row("N7", "tcp", "The network is slow: latency, jitter or too little bandwidth."),
  "connection-cut": row(
    "N8",
    "tcp",
    "Connections are reset or end in the middle of what they carry.",
  ),

  "upgrade-stripped": row(
    "H1",
    "edge",
    "A proxy drops the Upgrade header, so the origin sees a plain GET.",
  ),
  "offer-stripped": row("H2", "edge", "A proxy drops Sec-WebSocket-Protocol from the request."),
  "selection-stripped": row("H3", "edge", "A proxy drops Sec-WebSocket-Protocol from the answer."),
  "never-negotiates": row("H4", "handshake", "The server accepts and selects no subprotocol."),
  "selects-unasked": row(
    "H5",
    "handshake",
    "The server selects a subprotocol that was not offered.",
  ),
  "header-by-hand": row("H6", "handshake", "The client sets the subprotocol header by hand."),
  "illegal-subprotocol": row(
    "H7",
    "handshake",
    "A subprotocol is no legal token, or is taken for none.",
  ),
  "wrong-accept": row(
    "H8",
    "handshake",
    "Sec-WebSocket-Accept does not answer the key that was sent.",
  ),
  "incomplete-upgrade": row("H9", "handshake", "The 101 lacks Upgrade or says it oddly."),
  "unrequested-extension": row(
    "H10",
    "handshake",
    "The server uses an extension that was not agreed.",
  ),
  "wrong-path": row("H11", "edge", "The upgrade does not arrive at the WebSocket route."),
  "origin-refused": row("H12", "handshake", "The server refuses the origin of the page."),
  "edge-refuses": row(
    "H13",
    "edge",
    "The edge itself refuses: identity check, firewall or rate limit.",
  ),
  "edge-wants-login": row(
    "H14",
    "edge",
    "The edge asks for a login browsers cannot send with an upgrade.",
  ),

  "secret-mismatch": row(
    "A1",
    "auth",
    "Tokens are signed with one secret and verified with another.",
  ),
  "clock-skew": row("A2", "auth", "The verifier's clock is not the issuer's."),
  "claim-mismatch": row(
    "A3",
    "auth",
    "The verifier expects other claims or another algorithm than the issuer writes.",
  ),
  "token-lost": row("A4", "auth", "The token does not arrive where it is verified."),
  "signature-unverified": row("A5", "auth", "Tokens are decoded and not verified."),
  "refusal-masked": row("A6", "auth", "A refused token looks like a crash."),
  "not-enforced": row("A7", "auth", "Strangers are served."),
  "permission-ignored": row("A8", "auth", "What a token permits is not looked at."),
  "session-unended": row("A9", "auth", "A token that no longer counts goes on counting."),
  "credentials-leaked": row("A10", "auth", "Secrets or tokens show where they must not."),

  "crash-at-accept": row("S1", "app", "The handler crashes as soon as a connection is accepted."),
  "crash-on-message": row("S2", "app", "The handler crashes on a message."),
  "keepalive-timeout": row(
    "S3",
    "app",
    "The server gives connections up that do not answer its pings.",
  ),
  "cold-start": row("S4", "deploy", "The first requests meet an instance that is not up yet."),
  saturation: row(
    "S5",
    "deploy",
    "There are more connections or requests than the deployment carries.",
  ),
  "mixed-revisions": row("S6", "deploy", "Several revisions answer at once."),
  "pinned-revision": row(
    "S7",
    "deploy",
    "An old revision answers, though a newer one was deployed.",
  ),
  draining: row("S8", "deploy", "The instance is being shut down."),
  "settings-old": row("S9", "deploy", "The deployment runs with old settings."),
  "settings-unpublished": row("S10", "deploy", "The deployment does not say what it runs with."),

  "manifest-unreadable": row("M1", "manifest", "A file the branch deploys cannot be read."),
  "manifest-unplanned": row(
    "M2",
    "manifest",
    "The manifest does not say what the branch promises to deploy.",
  ),
  "manifest-misaddressed": row(
    "M3",
    "manifest",
    "The manifest points at another environment, or takes itself for one.",
  ),
  "secret-in-manifest": row("M4", "manifest", "A secret stands in the manifest in plain sight."),
  "services-disagree": row(
    "M5",
    "manifest",
    "Services of one environment are deployed with different values of one setting.",
  ),

  "idle-timeout": row("T1", "edge", "Silent connections are cut before the server ends them."),
  "lifetime-limit": row("T2", "edge", "Connections are cut at an age, in use or not."),
  "half-open": row("T3", "tcp", "The connection is open and nobody is there."),
  "app-stall": row("T4", "app", "The transport lives and the application does not answer."),
  "budget-inverted": row("T5", "manifest", "An outer time limit is shorter than one inside it."),

  "protocol-violation": row("F1", "stream", "The server breaks the framing rules of RFC 6455."),
  buffering: row(
    "F2",
    "edge",
    "Something on the way holds a stream back and delivers it in a burst.",
  ),
  "contract-violation": row("F3", "app", "Messages are not what the contract describes."),

  "events-missing": row("G1", "agent", "Events of a run do not come."),
  "events-disordered": row("G4", "agent", "Events come twice, late or in the wrong order."),
  "events-misaddressed": row("G5", "agent", "Events carry wrong ids or reach the wrong listener."),
  "silent-downgrade": row(
    "G2",
    "agent",
    "Work is done another way than asked, and nobody says so.",
  ),
  "answer-unfounded": row(
    "G3",
    "agent",
    "The answer does not come from the question: canned, another run's, or without data.",
  ),

  "http-error": row("B1", "app", "An HTTP route fails."),
  "http-hang": row("B2", "app", "An HTTP route does not answer."),
  "fallback-dead": row("B3", "app", "The way over HTTP is closed when the socket is down."),
  "data-foreign": row("B4", "state", "Somebody sees or changes what is somebody else's."),
  "data-lost": row("B5", "state", "What was stored is not there any more."),
  "manners-missing": row(
    "B6",
    "app",
    "HTTP answers lack what clients rely on: headers, statuses, error bodies.",
  ),
  "self-description-wrong": row("B7", "app", "What the deployment says about itself is not true."),
} as const;

export type CauseId = keyof typeof rows;

export interface Cause extends Row {
  readonly id: CauseId;
}

export const causes: readonly Cause[] = Object.entries(rows).map(([id, cause]) => ({
  id: id as CauseId,
  ...cause,
}));

/** Whether something is the id of a cause. */
export function isCause(id: unknown): id is CauseId {
  return typeof id === "string" && Object.hasOwn(rows, id);
}

export function causeOf(id: CauseId): Cause {
  return { id, ...rows[id] };
}

function row(taxonomy: string, layer: Layer, summary: string): Row {
  return { taxonomy, layer, summary };
}
