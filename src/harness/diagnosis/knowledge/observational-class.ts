import type { CauseId } from "../../../ground/cause.ts";

/**
 * Causes that no client can tell apart, whatever it sends and however long it watches, while it has
 * neither the origin's own address nor an echo of what arrived there. Everything else is told apart
 * by some probe and stands alone, even where that probe is dear (a signing secret, a crowd,
 * patience): a diagnosis that did not make it is then undecided, not excused.
 */
const shared: Readonly<Partial<Record<CauseId, string>>> = {
  // In all three a client offers, and a 101 comes back that selects nothing: which header was dropped,
  // and whether one was ever sent, is decided behind the first hop. An offer that is lost shows by
  // itself only where something else hangs on it, as where the token travels in it and the stranger
  // is turned away. That is the deployment's way, not the cause's, so it shares the class.
  "offer-stripped": "subprotocol-unselected",
  "selection-stripped": "subprotocol-unselected",
  "never-negotiates": "subprotocol-unselected",

  // A handler that dies of an exception leaves a close frame (1011) on some servers, and nothing but FIN on
  // others (uvicorn). A front that gives connections up leaves FIN as well, and may do so at any message or
  // as soon as somebody is let in. Whether the close frame is written is the server's way, not the cause's;
  // with it, and where a reset comes instead, the rules do decide. When it ended is told in the evidence.
  "connection-cut": "ended-without-a-word",
  "crash-at-accept": "ended-without-a-word",
  "crash-on-message": "ended-without-a-word",
};

/** The class of causes that look alike from outside; of most causes, their own id. */
export function observationalClassOf(id: CauseId): string {
  return shared[id] ?? id;
}
