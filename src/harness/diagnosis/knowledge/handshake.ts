import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const handshakeCauses = {
  "never-negotiates": {
    looksLike:
      'Browsers refuse the connection and `ws` says "Server sent no subprotocol"; a Python smoke ' +
      "test is green, because Python websockets opens it without one.",
    proof:
      "The 101 selects nothing although an offer was made, at the origin's own address too, and " +
      "an echo shows that the offer arrived. From outside alone it cannot be told from " +
      "`offer-stripped` and `selection-stripped`. On some connections only, it is " +
      "`mixed-revisions`.",
    remedy:
      "Select one of the offered subprotocols on every route. Starlette and FastAPI: `await " +
      'websocket.accept(subprotocol="NAME")`, with NAME found in ' +
      '`websocket.scope["subprotocols"]`. `ws`: a `handleProtocols` that returns the name (it ' +
      "selects the first offer by itself unless the hook returns false). Python websockets: " +
      '`serve(..., subprotocols=["NAME"])`. Refuse an offer you know nothing of instead of ' +
      "accepting it in silence.",
  },
  "selects-unasked": {
    looksLike:
      '"Server sent a subprotocol but none was requested" (`ws`), "no subprotocols supported" ' +
      "(Python websockets), a bare 1006 in browsers.",
    proof:
      "An upgrade without an offer gets a selection, or an offer of unknown names gets a name " +
      "that was not in it or that the server does not speak. If the raw answer to no offer " +
      "selects nothing, the failing client is at fault: `header-by-hand`.",
    remedy:
      "Select only what was offered and is spoken, and nothing where nothing was offered (RFC " +
      "6455 section 4.2.2). `ws` takes the first offer whatever it is: give it `handleProtocols: " +
      '(offered) => (offered.has("NAME") ? "NAME" : false)`. Starlette: leave `subprotocol` out ' +
      'unless NAME is in `websocket.scope["subprotocols"]`. A proxy must not add the header to a ' +
      "101.",
  },
  "header-by-hand": {
    looksLike:
      "One client fails with the words of `selects-unasked`; all others connect to the same " +
      "server.",
    proof:
      "A raw upgrade with an offer is answered correctly, and one without an offer selects " +
      "nothing. So the server is well, and the failing client did not know that it offered.",
    remedy:
      'Offer through the library\'s own argument: `new WebSocket(url, ["NAME"])`, Python ' +
      '`connect(url, subprotocols=["NAME"])`, artillery\'s `subprotocols` option, wscat `-s NAME`. A ' +
      "`Sec-WebSocket-Protocol` among the extra headers is sent and then not expected in the " +
      "answer.",
  },
  "illegal-subprotocol": {
    looksLike:
      "400 or 431 on upgrades that carry a token in the offer, or a client that gives the " +
      "connection up on its own; short tests pass.",
    proof:
      "A harmless offer of the same layout is accepted; growing it, or adding one character at a " +
      "time, finds the length or the letter that is refused. In an answer: the selected value is " +
      "no token of RFC 9110 section 5.6.2.",
    remedy:
      "Put base64url without padding into offers: no `=`, `/`, spaces or commas. Accept what a " +
      "token may hold, dots included. For length raise the limit on headers, or put less into the " +
      "token: Node answers 431 (`--max-http-header-size`), nginx and HAProxy answer 400 " +
      "(`large_client_header_buffers 4 16k`, `tune.bufsize`). Select the protocol's plain name, " +
      "never the part with the token.",
  },
  "wrong-accept": {
    looksLike:
      '"Invalid Sec-WebSocket-Accept header" in every client, or only from the second connection ' +
      "on.",
    proof:
      "`Sec-WebSocket-Accept` is not the base64 of the SHA-1 over the key that was sent and RFC " +
      "6455's GUID. Two upgrades with different keys that get the same value show a replayed " +
      "101.",
    remedy:
      "Compute it for each key (RFC 6455 section 4.2.2), or leave the handshake to a library. " +
      "Nothing on the way may cache a 101: no cache for the route (nginx `proxy_cache off`, a " +
      "CDN rule that bypasses it). A bridge has to answer its client's key, not hand on what its " +
      "upstream said to its own.",
  },
  "incomplete-upgrade": {
    looksLike:
      'Some clients connect and others do not: "Unexpected server response: 101", "missing ' +
      'Upgrade header", 1006.',
    proof:
      "The raw 101 lacks `Upgrade: websocket`, its `Connection` does not name the upgrade, or " +
      "its status line says HTTP/1.0. Which of them says which clients are locked out.",
    remedy:
      "Send exactly `HTTP/1.1 101`, `Upgrade: websocket`, `Connection: Upgrade`; alone, since " +
      "Node's own client compares `Connection` as a whole. A proxy between that speaks HTTP/1.0 " +
      "or drops the headers of one hop from the answer has to be taught upgrades (see " +
      "`upgrade-stripped`) or passed by.",
  },
  "unrequested-extension": {
    looksLike:
      'The handshake fails on an extension, or it opens and the first message kills it: "Invalid ' +
      'WebSocket frame: RSV1 must be clear", 1002.',
    proof:
      "The 101 names an extension that was not offered, or frames carry RSV1 without one having " +
      "been agreed, and their payload inflates. A reserved bit on a payload that does not is a " +
      "`protocol-violation`.",
    remedy:
      "Answer with `Sec-WebSocket-Extensions` only when offered, and compress only when agreed. " +
      "Until that is so, switch compression off: `ws` `perMessageDeflate: false` (its default on " +
      "servers), uvicorn `--ws-per-message-deflate false`, Python websockets `compression=None`. " +
      "A proxy that drops the header from one direction only causes the same.",
  },
  "origin-refused": {
    looksLike:
      "403 in the browser, on one site; scripts and tests, which send no `Origin`, connect.",
    proof:
      "The same upgrade passes without an `Origin`, or with a listed one, and is refused with " +
      "the page's. If it is refused with any, it is `edge-refuses` or a missing token.",
    remedy:
      "List every origin the frontend is served from, scheme and port included, staging and " +
      "previews too: Python websockets `origins=[...]`, Django Channels " +
      "`AllowedHostsOriginValidator`, Socket.IO `allowRequest`, or the check of your own in " +
      "`verifyClient`. CORS middleware does not cover WebSockets, nor does Socket.IO's " +
      "`cors.origin`: keep the check, since browsers send cookies with foreign upgrades.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
