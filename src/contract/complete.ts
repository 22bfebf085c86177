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
  const { services, auth, websocket, events, limits } = input;
  const operations = Object.entries(input.operations).map(([name, operation]) => [
    name,
    operation && completeOperation(operation),
  ]);
  return {
    ...input,
    services: {
      backend: completeService(services.backend),
      ...(services.auth === undefined ? {} : { auth: completeService(services.auth) }),
      ...(services.frontend === undefined ? {} : { frontend: completeService(services.frontend) }),
    },
    productionHosts: input.productionHosts ?? [],
    auth: { ...auth, testHeaders: auth.testHeaders ?? {} },
    websocket: { ...websocket, noise: websocket.noise ?? [] },
    events: completeEvents(events),
    operations: Object.fromEntries(operations),
    limits: { local: completeLimits(limits.local), remote: completeLimits(limits.remote) },
    targets: input.targets ?? {},
  };
}

function completeService(service: ServiceInput): ServiceContract {
  return {
    ...service,
    wsUrlVariables: service.wsUrlVariables ?? [],
    stagingWsUrlVariables: service.stagingWsUrlVariables ?? [],
    sharedWithBackend: service.sharedWithBackend ?? false,
  };
}

function completeEvents(events: ContractInput["events"]): Contract["events"] {
  return {
    ...events,
    failed: events.failed ?? [],
    pairs: events.pairs ?? [],
    thinking: events.thinking ?? [],
    partial: events.partial ?? [],
    report: events.report ?? [],
    reportParts: events.reportParts ?? [],
    succeeded: events.succeeded ?? [],
    fields: {
      ...events.fields,
      report: events.fields.report ?? ["report"],
      status: events.fields.status ?? ["status"],
    },
    pipeline: events.pipeline ?? [],
  };
}

function completeOperation(operation: OperationInput): Operation {
  return {
    ...operation,
    query: operation.query ?? {},
    headers: operation.headers ?? {},
    ok: operation.ok ?? [200],
    authenticated: operation.authenticated ?? true,
    service: operation.service ?? "backend",
    read: operation.read ?? {},
    good: operation.good ?? {},
  };
}

function completeLimits(limits: ContractInput["limits"]["local"]): Contract["limits"]["local"] {
  return { ...limits, stragglersMs: limits.stragglersMs ?? 200 };
}
