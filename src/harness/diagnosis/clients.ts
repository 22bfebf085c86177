import { unsizedWindow } from "../wire/raw/deflate.ts";
import { headerOf, type RawHandshake } from "../wire/raw/handshake.ts";
import type { LockedOut } from "./diagnosis.ts";
import type { Evidence } from "./evidence.ts";
import type { UpgradeSaw } from "./probes/upgrade-saw.ts";

/** What one kind of client makes of a 101. @returns why it fails, or undefined when it opens */
type Verdict = (handshake: RawHandshake) => string | undefined;

/**
 * Kinds of clients by how they judge a handshake. They differ: one may be locked out where another is served,
 * so that a smoke test with the one says nothing of the other.
 */
const clients = {
  browsers: browser,
  ws: wsOfNode,
  "undici and Node's WebSocket": undici,
  "Python websockets": pythonWebsockets,
} as const satisfies Readonly<Record<string, Verdict>>;

export type Client = keyof typeof clients;

/** The client that gapproof's own sessions are made with. */
export const ownClient: Client = "ws";

/** Why a client cannot connect, from one captured handshake that offers what the client would. */
export function whyLockedOut(client: Client, handshake: RawHandshake): string | undefined {
  const { status } = handshake;
  if (status === 101) return clients[client](handshake);
  if (status === undefined) return "the upgrade is not answered";
  return client === "ws"
    ? `Unexpected server response: ${status}`
    : `the upgrade is answered with ${status}`;
}

/** Which clients cannot connect, predicted from what the handshakes look like. */
export function lockedOut(evidence: Evidence): readonly LockedOut[] {
  return [...byNetwork(evidence), ...byOffer(evidence), ...byModesty(evidence)];
}

/** Every client of today offers compression: the upgrade that did so comes closest to theirs. */
function byOffer(evidence: Evidence): readonly LockedOut[] {
  const tries = evidence.known("offers")?.tries ?? [];
  const usual =
    tries.find(({ change }) => change === "compression") ??
    evidence.known("offer") ??
    refused(evidence.known("bare"));
  if (usual === undefined) return [];
  const { handshake } = usual;
  const names = Object.keys(clients) as Client[];
  return names.flatMap((client) => {
    const because = whyLockedOut(client, handshake);
    return because === undefined ? [] : [{ client, because }];
  });
}

/** A stranger may be treated otherwise, but who is not even answered is like everybody. */
function refused(bare: UpgradeSaw | undefined): UpgradeSaw | undefined {
  return bare !== undefined && bare.handshake.status === undefined ? bare : undefined;
}

/** Clients that offer less than others, and get more than they asked for. */
function byModesty(evidence: Evidence): readonly LockedOut[] {
  const bare = evidence.known("bare")?.handshake;
  const offer = evidence.known("offer")?.handshake;
  const isUnasked = bare?.status === 101 && bare.offered === 0 && bare.selected.length > 0;
  const unasked = [bare, offer].find((one) => one?.status === 101 && one.extensions !== undefined);
  return [
    ...(isUnasked
      ? [
          {
            client: "every client that offers no subprotocol",
            because: `the 101 selects "${bare.selected[0]}", which it did not ask for`,
          },
        ]
      : []),
    ...(unasked === undefined
      ? []
      : [
          {
            client: "every client that offers no compression",
            because: `the 101 switches "${unasked.extensions}" on, which it did not ask for`,
          },
        ]),
  ];
}

/** What fails before there is a handshake. */
function byNetwork(evidence: Evidence): readonly LockedOut[] {
  const places = evidence.known("reach")?.places ?? [];
  return places.flatMap(({ of, tls, addresses, host }) => {
    if (!of.includes("ws")) return [];
    const why =
      tls?.failure ?? (tls?.authorized === false ? (tls.why ?? "not trusted") : undefined);
    const untrusted = why === undefined ? [] : [{ client: "every client", because: `TLS: ${why}` }];
    const [first, ...rest] = addresses;
    // Tools that give up with the first address; `localhost` is the usual case.
    const isFirstDead =
      first?.failure !== undefined && rest.some(({ failure }) => failure === undefined);
    if (!isFirstDead) return untrusted;
    const because = `the first address of ${host}, ${first.address}, fails (${first.failure})`;
    return [...untrusted, { client: "every client that tries one address only", because }];
  });
}

/** Options of the Connection header, in small letters. */
function connectionOf(handshake: RawHandshake): readonly string[] {
  const connection = headerOf(handshake, "connection") ?? "";
  return connection.split(",").map((option) => option.trim().toLowerCase());
}

function isUpgraded(handshake: RawHandshake): boolean {
  return headerOf(handshake, "upgrade")?.toLowerCase() === "websocket";
}

/** Names of extensions the 101 switches on. */
function extensionsOf({ extensions }: RawHandshake): readonly string[] {
  if (extensions === undefined) return [];
  return extensions.split(",").map((one) => (one.split(";", 1)[0] ?? "").trim());
}

const deflate = "permessage-deflate";

function isExtended({ extensions = "" }: RawHandshake): boolean {
  return unsizedWindow.test(extensions);
}

/** WHATWG WebSockets, "establish a WebSocket connection", over RFC 6455 section 4.1. */
function browser(handshake: RawHandshake): string | undefined {
  const { offered, selected, selectedOffered, acceptRight } = handshake;
  if (!isUpgraded(handshake)) return "the 101 lacks Upgrade: websocket";
  if (!connectionOf(handshake).includes("upgrade")) return "the 101 lacks Connection: Upgrade";
  if (acceptRight !== true) return "Sec-WebSocket-Accept does not fit the key";
  if (selected.length > 1) return "Sec-WebSocket-Protocol appears more than once";
  if (offered > 0 && selected.length === 0) return "no subprotocol of those offered is selected";
  if (selectedOffered.includes(false)) return "a subprotocol is selected that was not offered";
  if (extensionsOf(handshake).some((name) => name !== deflate)) {
    return "an extension is switched on that was not offered";
  }
  return isExtended(handshake) ? "the parameters of permessage-deflate are no answer" : undefined;
}

/** `ws` 8: lib/websocket.js, after Node's parser took the answer for an upgrade at all. */
function wsOfNode(handshake: RawHandshake): string | undefined {
  const isTaken =
    headerOf(handshake, "upgrade") !== undefined && connectionOf(handshake).includes("upgrade");
  if (!isTaken) return "Unexpected server response: 101";
  if (!isUpgraded(handshake)) return "Invalid Upgrade header";
  if (handshake.acceptRight !== true) return "Invalid Sec-WebSocket-Accept header";
  const complaint = complaintOfWs(handshake);
  if (complaint !== undefined) return complaint;
  const extensions = extensionsOf(handshake);
  if (extensions.length > 1 || extensions.some((name) => name !== deflate)) {
    return "Server indicated an extension that was not requested";
  }
  return isExtended(handshake) ? "Invalid Sec-WebSocket-Extensions header" : undefined;
}

function complaintOfWs({ offered, selected, selectedOffered }: RawHandshake): string | undefined {
  if (offered === 0) {
    return selected.length === 0 ? undefined : "Server sent a subprotocol but none was requested";
  }
  if (selected.length === 0) return "Server sent no subprotocol";
  const isInvalid = selected.length > 1 || selectedOffered.includes(false);
  return isInvalid ? "Server sent an invalid subprotocol" : undefined;
}

/** Ends with blanks, which mean nothing (RFC 9110 section 5.5) and which undici takes for a part of it. */
function isPadded({ received }: RawHandshake, name: string): boolean {
  return new RegExp(`^${name}:.*[ \\t]$`, "im").test(received.replaceAll("\r", ""));
}

/** undici 7 and the WebSocket of Node 22 on: lib/web/websocket/connection.js. Its error says nothing. */
function undici(handshake: RawHandshake): string | undefined {
  const { offered, selected, selectedOffered, acceptRight } = handshake;
  if (offered > 0 && selected.length === 0) return "Server did not respond with sent protocols.";
  if (!isUpgraded(handshake) || isPadded(handshake, "upgrade")) {
    return 'Server did not set Upgrade header to "websocket".';
  }
  const isExact = headerOf(handshake, "connection")?.toLowerCase() === "upgrade";
  // The whole value, though RFC 9110 section 7.6.1 allows a list.
  if (!isExact || isPadded(handshake, "connection")) {
    return 'Server did not set Connection header to "upgrade".';
  }
  if (acceptRight !== true) return "Incorrect hash received in Sec-WebSocket-Accept header.";
  const extensions = extensionsOf(handshake);
  if (extensions.length > 0 && !extensions.includes(deflate)) {
    return "Sec-WebSocket-Extensions header does not match.";
  }
  return selected.length > 1 || selectedOffered.includes(false)
    ? "Protocol was not set in the opening handshake."
    : undefined;
}

/** `websockets` 17: client.py. It alone goes on when none of its offers is selected. */
function pythonWebsockets(handshake: RawHandshake): string | undefined {
  const { offered, selected, selectedOffered, acceptRight, httpVersion } = handshake;
  if (httpVersion !== "1.1") return "did not receive a valid HTTP response";
  if (!connectionOf(handshake).includes("upgrade")) return "missing or invalid Connection header";
  if (!isUpgraded(handshake)) return "missing or invalid Upgrade header";
  if (acceptRight !== true) return "missing or invalid Sec-WebSocket-Accept header";
  if (extensionsOf(handshake).some((name) => name !== deflate) || isExtended(handshake)) {
    return "unsupported extension";
  }
  if (selected.length > 0 && offered === 0) return "no subprotocols supported";
  if (selected.length > 1) return "multiple subprotocols";
  return selectedOffered.includes(false) ? `unsupported subprotocol: ${selected[0]}` : undefined;
}
