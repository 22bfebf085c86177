import type { ContractInput } from "../../contract.ts";

const scope = { user_id: "{userId}", thread_id: "{threadId}" };

type OperationInput = NonNullable<ContractInput["operations"]["startRun"]>;

function start(extra: Readonly<Record<string, number>> = {}): OperationInput {
  return {
    method: "POST",
    path: "/api/agent/v2/execute",
    query: scope,
    body: { message: "{prompt}", thread_id: "{threadId}", ...extra },
    read: { runId: ["run_id"], status: ["status"] },
  };
}

const events: OperationInput = {
  method: "GET",
  path: "/api/agent/{runId}/events",
  read: { events: ["events"], total: ["total"] },
};

/** Runs set going over HTTP, and what is known of them. */
export const runs: ContractInput["operations"] = {
  startRun: start(),
  startSlowRun: start({ simulate_delay: 1 }),
  stopRun: { method: "POST", path: "/api/agent/{runId}/stop" },
  runStatus: {
    method: "GET",
    path: "/api/agent/{runId}/status",
    query: scope,
    read: {
      status: ["status"],
      answer: ["final_response", "result"],
      report: ["report"],
      threadId: ["thread_id"],
    },
    good: { status: ["completed", "success"] },
  },
  runEvents: events,
  runEventsOfType: { ...events, query: { type: "{type}" } },
};
