import type { EdgeRule } from "../../src/fixtures/faults/edge-rule.ts";
import { faults } from "../../src/fixtures/faults/index.ts";
import type { TestContext } from "../../src/harness/context.ts";

/** One thing an edge may do, as three programs do it, and what shows of it. */
export interface EdgeCase {
  readonly what: string;
  /** Inside of nginx's `server` block, `listen` left out. */
  readonly nginx: string;
  /** Lines of HAProxy's `listen` section. */
  readonly haproxy: readonly string[];
  readonly rule: EdgeRule;
  /** Which server stands behind it. @default "backend" */
  readonly origin?: "backend" | "both" | "hanging-up";
  /** What a client sees, in few words. */
  readonly look: (context: TestContext) => Promise<unknown>;
  readonly seen: unknown;
}

/** How long the edges that cut silent connections wait. Milliseconds. */
const readTimeoutMs = 400;

const upgraded =
  "proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;";

function passing(...lines: readonly string[]): string {
  return `location / { proxy_pass http://backend; ${lines.join(" ")} }`;
}

/** The rule of a fault, so that what is compared is what checks are tried against. */
function ruleOf(id: string): EdgeRule {
  const rule = faults.find((fault) => fault.id === id)?.edge;
  if (rule === undefined) throw new Error(`no fault ${id} has an edge`);
  return rule;
}

/** One upgrade; why it failed is said only where the status does not say it. */
async function upgrade(context: TestContext): Promise<unknown> {
  const { opened, status, selected, error } = await context.knock({ settle: true });
  const why = status === 101 ? { error } : {};
  return { opened, status, isSelected: selected !== undefined, ...why };
}

async function call(context: TestContext): Promise<unknown> {
  const { status } = await context.call("me", {}, { user: await context.user() });
  return status;
}

export const edgeCases: readonly EdgeCase[] = [
  {
    what: "passes everything on",
    nginx: passing(upgraded),
    haproxy: [],
    rule: {},
    look: async (context) => ({
      upgrade: await upgrade(context),
      call: await call(context),
    }),
    seen: {
      upgrade: { opened: true, status: 101, isSelected: true, error: undefined },
      call: 200,
    },
  },
  {
    what: "strips Upgrade",
    nginx: passing('proxy_set_header Upgrade ""; proxy_set_header Connection close;'),
    haproxy: ["http-request del-header upgrade"],
    rule: ruleOf("edge.strips-upgrade"),
    look: upgrade,
    seen: { opened: false, status: 426, isSelected: false },
  },
  {
    what: "strips the subprotocol from the request",
    nginx: passing(upgraded, 'proxy_set_header Sec-WebSocket-Protocol "";'),
    haproxy: ["http-request del-header sec-websocket-protocol"],
    rule: ruleOf("edge.strips-offer"),
    look: upgrade,
    seen: { opened: false, status: 101, isSelected: false, error: "Server sent no subprotocol" },
  },
  {
    what: "strips the subprotocol from the answer",
    nginx: passing(upgraded, "proxy_hide_header Sec-WebSocket-Protocol;"),
    haproxy: ["http-response del-header sec-websocket-protocol"],
    rule: ruleOf("edge.strips-selection"),
    look: upgrade,
    seen: { opened: false, status: 101, isSelected: false, error: "Server sent no subprotocol" },
  },
  {
    what: "strips Authorization",
    nginx: passing(upgraded, 'proxy_set_header Authorization "";'),
    haproxy: ["http-request del-header authorization"],
    rule: { ...ruleOf("edge.strips-authorization"), to: "all" },
    look: async (context) => {
      const carrier = context.contract.websocket.carriers.find(({ kind }) => kind === "header");
      const { result, close } = await context.knock({ settle: true, ...(carrier && { carrier }) });
      return { call: await call(context), result, code: close?.code };
    },
    seen: { call: 401, result: "closed", code: 1008 },
  },
  {
    what: "cuts a connection that is silent for the read timeout",
    nginx: passing(upgraded, `proxy_read_timeout ${readTimeoutMs}ms;`),
    haproxy: [`timeout tunnel ${readTimeoutMs}ms`],
    rule: { ...ruleOf("edge.cuts-idle"), idleMs: readTimeoutMs },
    look: async (context) => {
      const session = await context.connect();
      const { code, frame, by, end, atMs } = await session.closed;
      const sinceMs = atMs - (session.frames.at(-1)?.arrivedMs ?? 0);
      return { code, frame, by, end, isOnTime: sinceMs > readTimeoutMs * 0.9 };
    },
    seen: { code: 1006, frame: false, by: "server", end: "fin", isOnTime: true },
  },
  {
    what: "holds a stream back until it is over",
    // HTTP/1.0 is what nginx speaks unless told; of chunks, it would hold none back.
    nginx: passing(
      "proxy_http_version 1.0; proxy_ignore_headers X-Accel-Buffering;",
      "proxy_buffers 8 64k; proxy_buffer_size 64k;",
    ),
    haproxy: ["http-response wait-for-body time 10s"],
    rule: { ...ruleOf("edge.buffers-streams"), path: "/" },
    look: async (context) => {
      const user = await context.user();
      const stream = await context.stream("streamSlow", { ...context.question() }, { user });
      await stream.finished();
      const [first, last] = [stream.records[0], stream.records.at(-1)];
      const spreadMs = (last?.arrivedMs ?? 0) - (first?.arrivedMs ?? 0);
      return { status: stream.status, isBurst: spreadMs < 300, isWhole: stream.records.length > 3 };
    },
    seen: { status: 200, isBurst: true, isWhole: true },
  },
  {
    what: "wants a password",
    nginx: passing(upgraded, 'auth_basic "staging"; auth_basic_user_file /dev/null;'),
    haproxy: ["acl known hdr_cnt(x-known) gt 0", "http-request auth realm staging unless known"],
    rule: ruleOf("edge.wants-password"),
    look: async (context) => {
      const { status, headers } = await context.knock({ settle: true });
      const way = headers["www-authenticate"]?.split(" ", 1)[0];
      return { call: await call(context), upgrade: status, way };
    },
    seen: { call: 401, upgrade: 401, way: "Basic" },
  },
  {
    what: "limits the rate",
    nginx: `limit_req zone=strict; limit_req_status 429; ${passing(upgraded)}`,
    haproxy: [
      "stick-table type ip size 1k expire 1m store http_req_rate(1m)",
      "http-request track-sc0 src",
      "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1 }",
    ],
    rule: { ...ruleOf("edge.limits-rate"), to: "all", perSecond: 1 / 60 },
    look: async (context) => {
      const first = await call(context);
      const { status } = await context.knock({ settle: true });
      return { first, second: await call(context), upgrade: status };
    },
    seen: { first: 200, second: 429, upgrade: 429 },
  },
  {
    what: "redirects",
    nginx: "return 301 https://www.example.com$request_uri;",
    haproxy: ["http-request redirect prefix https://www.example.com code 301"],
    rule: ruleOf("edge.redirects-upgrades"),
    look: async (context) => {
      const { opened, status, headers } = await context.knock({ settle: true });
      return { opened, status, location: headers.location };
    },
    seen: { opened: false, status: 301, location: "https://www.example.com/ws" },
  },
  {
    what: "reaches nobody who answers",
    nginx: `location / { proxy_pass http://hanging-up; ${upgraded} }`,
    haproxy: [],
    rule: ruleOf("edge.answers-502"),
    origin: "hanging-up",
    look: async (context) => ({ call: await call(context), upgrade: await upgrade(context) }),
    seen: { call: 502, upgrade: { opened: false, status: 502, isSelected: false } },
  },
  {
    what: "balances two revisions",
    nginx: `location / { proxy_pass http://both; ${upgraded} }`,
    haproxy: ["balance roundrobin"],
    rule: { ...ruleOf("edge.mixes-revisions"), secondShare: 0.5 },
    origin: "both",
    look: async (context) => {
      const revisions = new Set<unknown>();
      for (let n = 0; n < 12; n += 1) {
        const settings = await context.call("settings");
        revisions.add(settings.read("revision"));
      }
      return [...revisions].sort();
    },
    seen: ["embedded", "older"],
  },
];
