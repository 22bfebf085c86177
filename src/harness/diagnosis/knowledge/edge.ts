import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const edgeCauses = {
  "http2-only": {
    looksLike: "Pages and the API work; every upgrade ends in 502, 503, 505 or a reset.",
    proof:
      "Plain HTTP is well while each upgrade fails the same way, with or without a token; the " +
      "answer may be frames of HTTP/2 on a connection that spoke HTTP/1.1, or ALPN offers h2 " +
      "alone. A 503 that goes away by itself is `cold-start`, one that comes with a crowd " +
      "`saturation`.",
    remedy:
      "Speak HTTP/1.1 to the origin. Cloud Run: switch end-to-end HTTP/2 off for a service with " +
      "WebSockets (`gcloud run services update NAME --no-use-http2`). nginx: `proxy_http_version " +
      "1.1`. Envoy: HTTP/1.1 in the cluster's protocol options, or extended CONNECT (RFC 8441) " +
      "on both sides. Offer http/1.1 in ALPN beside h2.",
  },
  "wrong-server": {
    looksLike:
      "Odd 404s, a page where JSON belongs, another product's health: somebody answers, but not " +
      "the backend.",
    proof:
      "The identity that the contract reads from the health route is another's or is missing, " +
      "though it answers 200. An older build of the right service is `pinned-revision`.",
    remedy:
      "Compare host, port and path prefix with the deployment; on a laptop, see who holds the " +
      "port (`ss -ltnp`). At the edge, send API and WebSocket paths to the backend before the " +
      "catch-all of the single-page application, and let that one answer unknown API paths with " +
      "404.",
  },
  "upgrade-stripped": {
    looksLike:
      "Browsers report 1006 and nothing else; the origin says 400, 404 or 426, or shows a page.",
    proof:
      "An upgrade gets the very answer a plain GET of the same path gets. Where that is 426 or " +
      "400, the origin missed the headers; where a framework answers plain GETs of WebSocket " +
      "routes with 404, as Starlette does, only the origin's own address or an echo of the " +
      "headers tells it from `wrong-path`.",
    remedy:
      "`Upgrade` and `Connection` belong to one hop: a proxy has to send them anew. nginx, in " +
      "the WebSocket's location: `proxy_http_version 1.1; proxy_set_header Upgrade " +
      '$http_upgrade; proxy_set_header Connection "upgrade";` (with HTTP on the same path: `map ' +
      "$http_upgrade $connection_upgrade { default upgrade; '' close; }`). Apache 2.4.47: " +
      "`ProxyPass /ws http://origin/ws upgrade=websocket`. Envoy: `upgrade_configs: [{ " +
      "upgrade_type: websocket }]`. HAProxy in `mode http` passes them unless a rule deletes " +
      "them. Cloudflare: Network, WebSockets, on.",
  },
  "offer-stripped": {
    looksLike:
      'Browsers refuse the connection and `ws` says "Server sent no subprotocol"; Python ' +
      "websockets opens it without one. A token that travels in the offer is lost with it.",
    proof:
      "The 101 selects nothing although an offer was made; at the origin's own address the same " +
      "upgrade is selected, and an echo shows that the header did not arrive. Where the token is " +
      "in the offer, the answer is the one without a token, which sets it apart from " +
      "`selection-stripped` and `never-negotiates`.",
    remedy:
      "Let the proxy pass `Sec-WebSocket-Protocol` in the request. nginx passes it unless a " +
      '`proxy_set_header Sec-WebSocket-Protocol "";` or `proxy_pass_request_headers off` stands ' +
      "in its way; HAProxy unless `http-request del-header` does; a gateway with a list of " +
      "allowed headers needs it there. A bridge that opens a second WebSocket has to offer what " +
      "it was offered.",
  },
  "selection-stripped": {
    looksLike:
      'Browsers refuse the connection and `ws` says "Server sent no subprotocol", while the ' +
      "server's log shows one selected.",
    proof:
      "The 101 selects nothing although an offer was made and what came with the offer, such as " +
      "a token, arrived. The origin's own address shows the header in its 101; an echo shows " +
      "that the request's header arrived. Without either it looks exactly like " +
      "`never-negotiates`.",
    remedy:
      "Let the proxy pass `Sec-WebSocket-Protocol` in the answer: no `proxy_hide_header " +
      "Sec-WebSocket-Protocol` (nginx), no `http-response del-header` (HAProxy), no list of " +
      "allowed response headers without it. A bridge that answers the client itself has to hand " +
      "on what its own upstream selected.",
  },
  "wrong-path": {
    looksLike:
      "404 for the upgrade, or 200 with a web page, or a redirect that no WebSocket client " +
      "follows.",
    proof:
      "The answer is that of any unknown path, or its `Location` or content type names another " +
      "destination; a route that upgrades a path nobody declared shows the same from the other " +
      "side. With 426 or 400 on a plain GET, the route exists and it is `upgrade-stripped`.",
    remedy:
      "Compare the client's path with the route, prefix and trailing slash included: `location " +
      "/ws` and `proxy_pass http://origin/` with its slash cut the prefix off. Put the WebSocket " +
      "route before the catch-all of the web application and before redirects (http to https, " +
      "slashes, login). Clients have to be given the final address: a browser's WebSocket " +
      "follows no redirect.",
  },
  "edge-refuses": {
    looksLike:
      "403 or 429 with a page that is not the application's, for some or all paths, clients or " +
      "upgrades.",
    proof:
      "The refusal bears the edge's marks (its `server` header, its page) and none of the " +
      "application's; it comes with and without a token alike. Depending on the `Origin` header " +
      "it is `origin-refused`; asking for a login, `edge-wants-login`. Limits that answer in the " +
      "application's own words are `saturation`.",
    remedy:
      "Read the edge's own log for the rule that struck. Cloud Run: allow unauthenticated calls " +
      "(`roles/run.invoker` for `allUsers`) and set ingress to what fronts it, or send an " +
      "identity token. A WAF: exempt the upgrade route from the rule; Cloudflare's rules see the " +
      "handshake, not the frames. Rate limits: nginx `limit_req` with a `burst`, and a count per " +
      "user, not per address, behind a NAT; send `Retry-After`.",
  },
  "edge-wants-login": {
    looksLike:
      "401 with `WWW-Authenticate`, or a login page, on the upgrade; scripts with a header pass, " +
      "browsers cannot.",
    proof:
      "The answer asks for a login of the edge's, not the application's: `WWW-Authenticate: " +
      "Basic`, a redirect to or the page of an identity provider, with a valid token too. A " +
      "browser's WebSocket can send no Authorization header.",
    remedy:
      "Exempt the WebSocket route from the edge's login and let the application check its own " +
      "token (nginx: `auth_basic off;` in its location). Or use what browsers send with an " +
      "upgrade: a cookie of the same site, a short-lived ticket in the query, a token in the " +
      "subprotocol offer.",
  },
  "idle-timeout": {
    looksLike:
      "Connections that nobody speaks on end with 1006 after the same silence each time, often " +
      "60 or 100 s.",
    proof:
      "The silence before the cut is constant, and any traffic prolongs the connection's life. " +
      "If traffic does not, it is `lifetime-limit`; if the server pings and is not answered, " +
      "`keepalive-timeout`.",
    remedy:
      "Ping more often than the shortest limit on the way, in both directions, and raise that " +
      "limit. nginx: `proxy_read_timeout 3600s; proxy_send_timeout 3600s;` (60 s otherwise; " +
      "ingress-nginx has annotations of the same names). HAProxy: `timeout tunnel 1h`, or " +
      "`timeout client` and `timeout server` count. AWS ALB: `idle_timeout.timeout_seconds` (60 " +
      "s, up to 4000). Envoy: `stream_idle_timeout` (5 min). Cloudflare: about 100 s, not " +
      "adjustable on most plans. TCP keepalive does not count for any of them.",
  },
  "lifetime-limit": {
    looksLike:
      "Connections end with 1006 at the same age, in the middle of use; long answers are cut " +
      "off.",
    proof:
      "The age at the cut is constant, and a connection with traffic dies as young as a silent " +
      "one; that sets it apart from `idle-timeout`. Ages that differ and end together are " +
      "`draining`.",
    remedy:
      "Raise the limit and let clients reconnect and resume before it. Cloud Run: a WebSocket is " +
      "one request, so `gcloud run services update NAME --timeout=3600` (5 min otherwise, 60 min " +
      "at most) with `--session-affinity`, which is best effort. Google's external load " +
      "balancer: the backend service's timeout (30 s otherwise) counts, idle or not. Envoy: " +
      "route `timeout: 0s`, no `max_stream_duration`. Renew a token on the open connection.",
  },
  buffering: {
    looksLike:
      "The answer appears in one piece at the end instead of word by word; a spinner, then " +
      "everything.",
    proof:
      "The gaps between events collapse towards zero in one burst, although their own timestamps " +
      "lie apart or the first comes no earlier than the last. At the origin's own address they " +
      "stream. Where they burst there too, the application holds them back.",
    remedy:
      "nginx: `proxy_buffering off; proxy_cache off; gzip off;` for the stream's location, or " +
      "`X-Accel-Buffering: no` in the answer. Everywhere: `Content-Type: text/event-stream`, " +
      "`Cache-Control: no-cache, no-transform`, no compression that waits for a full block. In " +
      "the application: flush after each event, set TCP_NODELAY, hand on parts as the model " +
      "yields them, and run no middleware that collects the body.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
