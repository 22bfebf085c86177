import type { SecondFault } from "./trial.ts";

/** Which program stands in front, and which servers behind it. */
export interface EdgeFault extends SecondFault {
  /** Inside of nginx's `server` block, `listen` left out. */
  readonly nginx?: string;
  /** Lines of HAProxy's `listen` section. */
  readonly haproxy?: readonly string[];
  /** One that keeps its promises more slowly is patient. @default "backend" */
  readonly behind?: "backend" | "both" | "patient" | "nobody";
  /** Serves TLS with this certificate. */
  readonly certificate?: "other-name" | "self-signed";
  /** The diagnosis knows the address behind it. @default false */
  readonly direct?: boolean;
}

const upgraded =
  "proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;";

function passing(...lines: readonly string[]): string {
  return `location / { proxy_pass http://backend; ${lines.join(" ")} }`;
}

/** Fronts that are as they should be. */
export const healthyEdges: readonly Omit<EdgeFault, "cause">[] = [
  { id: "nginx-passes-everything-on", nginx: passing(upgraded) },
  { id: "haproxy-passes-everything-on", haproxy: [] },
];

const nginx: readonly EdgeFault[] = [
  {
    ...{ id: "nginx-strips-upgrade", cause: "upgrade-stripped" },
    nginx: passing('proxy_set_header Upgrade ""; proxy_set_header Connection close;'),
  },
  {
    ...{ id: "nginx-strips-the-offer", cause: "offer-stripped" },
    nginx: passing(upgraded, 'proxy_set_header Sec-WebSocket-Protocol "";'),
  },
  {
    ...{ id: "nginx-strips-the-selection", cause: "selection-stripped" },
    nginx: passing(upgraded, "proxy_hide_header Sec-WebSocket-Protocol;"),
  },
  {
    ...{ id: "nginx-strips-authorization", cause: "token-lost" },
    nginx: passing(upgraded, 'proxy_set_header Authorization "";'),
  },
  {
    ...{ id: "nginx-cuts-silent-connections", cause: "idle-timeout" },
    // Below 300 ms nginx moves no timer it has set, and would cut connections in use, too.
    ...{ behind: "patient", nginx: passing(upgraded, "proxy_read_timeout 400ms;") },
  },
  {
    ...{ id: "nginx-buffers-streams", cause: "buffering" },
    nginx: passing("proxy_http_version 1.0; proxy_buffers 8 64k; proxy_buffer_size 64k;").concat(
      ` location ~ ^/(ws|api/v1/websocket)$ { proxy_pass http://backend; proxy_http_version 1.1; ${upgraded} }`,
    ),
  },
  {
    ...{ id: "nginx-wants-a-password", cause: "edge-wants-login" },
    nginx: passing(upgraded, 'auth_basic "staging"; auth_basic_user_file /dev/null;'),
  },
  {
    ...{ id: "nginx-limits-the-rate", cause: "edge-refuses" },
    nginx: `limit_req zone=strict burst=8 nodelay; limit_req_status 429; ${passing(upgraded)}`,
  },
  {
    ...{ id: "nginx-redirects-upgrades", cause: "wrong-path" },
    nginx: `${passing(upgraded)} location /ws { return 301 https://www.example.com$request_uri; }`,
  },
  {
    ...{ id: "nginx-reaches-nobody", cause: "nothing-listening", behind: "nobody" },
    nginx: passing(upgraded),
  },
  {
    ...{ id: "nginx-forbids-upgrades", cause: "edge-refuses" },
    nginx: `if ($http_upgrade) { return 403; } ${passing(upgraded)}`,
  },
  {
    ...{ id: "nginx-does-not-route-the-socket", cause: "wrong-path" },
    nginx: `${passing(upgraded)} location = /ws { return 404; } location = /api/v1/websocket { return 404; }`,
  },
  {
    ...{ id: "nginx-serves-a-page-instead", cause: "wrong-path" },
    nginx: `${passing(upgraded)} location = /ws { default_type text/html; return 200 "<!doctype html><title>App</title>"; }`,
  },
  {
    ...{ id: "nginx-balances-two-revisions", cause: "mixed-revisions", behind: "both" },
    nginx: `location / { proxy_pass http://both; ${upgraded} }`,
  },
  {
    ...{ id: "nginx-shows-another-name", cause: "certificate-untrusted" },
    ...{ certificate: "other-name", nginx: passing(upgraded) },
  },
];

const haproxy: readonly EdgeFault[] = [
  {
    ...{ id: "haproxy-strips-upgrade", cause: "upgrade-stripped" },
    haproxy: ["http-request del-header upgrade"],
  },
  {
    ...{ id: "haproxy-strips-the-offer", cause: "offer-stripped", direct: true },
    haproxy: ["http-request del-header sec-websocket-protocol"],
  },
  {
    ...{ id: "haproxy-strips-the-selection", cause: "selection-stripped", direct: true },
    haproxy: ["http-response del-header sec-websocket-protocol"],
  },
  {
    ...{ id: "haproxy-strips-authorization", cause: "token-lost", direct: true },
    haproxy: ["http-request del-header authorization"],
  },
  {
    ...{ id: "haproxy-cuts-silent-connections", cause: "idle-timeout" },
    ...{ behind: "patient", haproxy: ["timeout tunnel 400ms"] },
  },
  {
    ...{ id: "haproxy-waits-for-the-whole-stream", cause: "buffering" },
    haproxy: ["http-response wait-for-body time 10s"],
  },
  {
    ...{ id: "haproxy-limits-the-rate", cause: "edge-refuses" },
    haproxy: [
      "stick-table type ip size 1k expire 1m store http_req_rate(1m)",
      "http-request track-sc0 src",
      "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 12 }",
    ],
  },
  {
    ...{ id: "haproxy-reaches-nobody", cause: "nothing-listening", behind: "nobody", haproxy: [] },
  },
  {
    ...{ id: "haproxy-denies-the-socket", cause: "edge-refuses" },
    haproxy: ["http-request deny deny_status 403 if { path_beg /ws /api/v1/websocket }"],
  },
  {
    ...{ id: "haproxy-balances-two-revisions", cause: "mixed-revisions", behind: "both" },
    haproxy: ["balance roundrobin"],
  },
  {
    ...{ id: "haproxy-shows-a-self-signed-certificate", cause: "certificate-untrusted" },
    ...{ certificate: "self-signed", haproxy: [] },
  },
];

/** As many different things as a front does to a deployment that is itself as it should be. */
export const edgeFaults: readonly EdgeFault[] = [...nginx, ...haproxy];
