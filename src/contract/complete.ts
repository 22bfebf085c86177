import type { Contract, ContractInput, Operation, ServiceContract } from "./contract.ts";

type OperationInput = NonNullable<ContractInput["operations"]["health"]>;
type ServiceInput = ContractInput["services"]["backend"];

/**
 * Fills in the defaults of a contract that is known to keep the rules, without checking them.
 *
 * The schema does the same and checks, but loading it costs a command more than everything else it
 * does: the contract that comes with gapproof is completed here, and a test holds it against the schema.
 */
export function complete(input: ContractInput): Contract {
  const { services, settings, stream, components, limits, gaps = [] } = input;
  const operations = Object.entries(input.operations).map(([name, operation]) => [
    name,
    operation && completeOperation(operation),
  ]);
  return filled<Contract>(
    { productionHosts: [], agents: [], promises: {}, targets: {}, tiers: tierDefaults() },
    {
      ...input,
      services: {
        backend: completeService(services.backend),
        ...(services.auth && { auth: completeService(services.auth) }),
        ...(services.frontend && { frontend: completeService(services.frontend) }),
      },
      ...(settings && { settings: completeSettings(settings) }),
      auth: filled(
        { bypassKeyVariables: [], unspoken: [], spoofedHeaders: {}, testHeaders: {} },
        input.auth,
      ),
      http: completeHttp(input.http),
      websocket: completeWebsocket(input.websocket),
      question: completeQuestion(input.question),
      events: completeEvents(input.events),
      ...(stream && { stream: filled({ contentType: "text/event-stream", failed: [] }, stream) }),
      ...(components && { components: completeComponents(components) }),
      operations: Object.fromEntries(operations),
      load: filled(loadDefaults, input.load),
      limits: { local: completeLimits(limits.local), remote: completeLimits(limits.remote) },
      gaps: gaps.map((gap) => filled({ minConfidence: 0.5, times: 1 }, gap)),
    },
  );
}

/** What is given, over defaults. That the two make a whole is for the test to say, not for the types. */
function filled<T extends object>(defaults: object, given: object = {}): T {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(said) } as T;
}

/** Anew each time: of two contracts, neither shares what the other may change. */
function tierDefaults(): Contract["tiers"] {
  return { p1: 1, p2: 0.95, p3: 0.9, p4: 0.9, p5: 0.8, p6: 0.8 };
}

const loadDefaults: Contract["load"] = {
  users: 20,
  requestsPerUser: 4,
  requests: 10,
  healthCalls: 5,
  requestShare: 0.8,
  samples: 30,
  sockets: 7,
  sessions: 20,
  sessionShare: 0.9,
  runs: 5,
  runShare: 0.8,
  connects: 20,
  connectShare: 0.8,
  messages: 50,
  messageShare: 0.9,
  messagesPerSecond: 10,
};

function completeHttp(http: ContractInput["http"]): Contract["http"] {
  const limit = http?.rateLimit;
  const rateLimit =
    typeof limit === "object"
      ? filled({ statuses: [429], retryHeader: "retry-after" }, limit)
      : limit;
  const headerEcho = http?.headerEcho && filled({ carries: [] }, http.headerEcho);
  const defaults = {
    errorFields: [],
    invalidStatuses: [400, 422],
    unknownPathStatuses: [404],
    wrongMethodStatuses: [405],
    foreignStatuses: [401, 403, 404],
    traversalStatuses: [400, 403, 404],
    openPaths: [],
    securityHeaders: {},
  };
  return filled(defaults, { ...http, rateLimit, headerEcho });
}

function completeWebsocket(websocket: ContractInput["websocket"]): Contract["websocket"] {
  const { tooLarge } = websocket;
  return filled(
    { noise: [] },
    { ...websocket, ...(tooLarge && { tooLarge: filled({ closeCodes: [1009] }, tooLarge) }) },
  );
}

function completeQuestion(question: ContractInput["question"]): Contract["question"] {
  const { figures, withoutData, partialData, ...others } = question.variants ?? {};
  const detour = { pipeline: [] };
  const variants = filled<Contract["question"]["variants"]>(others, {
    ...(figures && { figures: filled({ usedBy: [] }, figures) }),
    ...(withoutData && { withoutData: filled(detour, withoutData) }),
    ...(partialData && { partialData: filled(detour, partialData) }),
  });
  return { ...question, variants };
}

function completeService(service: ServiceInput): ServiceContract {
  return filled(
    {
      wsUrlVariables: [],
      stagingWsUrlVariables: [],
      directUrlVariables: [],
      sharedWithBackend: false,
    },
    service,
  );
}

function completeEvents(events: ContractInput["events"]): Contract["events"] {
  const defaults = {
    failed: [],
    pairs: [],
    thinking: [],
    partial: [],
    report: [],
    reportParts: [],
    succeeded: [],
    audience: "session",
    pipeline: [],
    startsAfter: {},
  };
  const fields = filled({ report: ["report"], status: ["status"] }, events.fields);
  return filled(defaults, { ...events, fields });
}

function completeComponents(components: NonNullable<ContractInput["components"]>): object {
  const { state } = components;
  return filled(
    { required: [] },
    { ...components, ...(state && { state: filled({ degraded: [] }, state) }) },
  );
}

function completeOperation(operation: OperationInput): Operation {
  const defaults = {
    query: {},
    headers: {},
    ok: [200],
    authenticated: true,
    service: "backend",
    read: {},
    good: {},
  } as const;
  return filled<Operation>({ ...defaults, ok: [200] }, operation);
}

function completeLimits(limits: ContractInput["limits"]["local"]): Contract["limits"]["local"] {
  const defaults = {
    stragglersMs: 200,
    reachMs: 3_000,
    coldMs: 3_000,
    meanConnectMs: 10_000,
    firstAnswerMs: 3_000,
    busyHttpMs: 2_000,
    allowance: 5,
  };
  const latencyMs = filled({ p50: 100, p95: 500, p99: 1_000 }, limits.latencyMs);
  return filled(defaults, { ...limits, latencyMs });
}

function completeSettings(settings: NonNullable<ContractInput["settings"]>) {
  const keys = Object.entries(settings.keys ?? {}).map(([key, said]) => [
    key,
    filled({ aliases: [] }, said),
  ]);
  const elsewhere = settings.elsewhere?.map((place) => filled({ prefix: "" }, place)) ?? [];
  const completed = { ...settings, elsewhere, keys: Object.fromEntries(keys) };
  const defaults = { expected: {}, ascending: [], manifest: {}, byEnvironment: {}, atMost: [] };
  return filled(
    { ...defaults, read: [], revision: [], shared: [], markers: [], observed: {} },
    completed,
  );
}
