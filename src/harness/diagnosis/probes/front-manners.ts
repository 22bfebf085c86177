import { randomBytes } from "node:crypto";
import type { Operation } from "../../../contract/contract.ts";
import type { Lab } from "../lab.ts";
import type { CallSaw } from "./call-saw.ts";
import { askAny } from "./calls.ts";
import type { MannersSaw } from "./front-saw.ts";

/** Tries how HTTP is kept, apart from any operation. */
export async function tryManners(lab: Lab): Promise<MannersSaw> {
  const { contract } = lab;
  const { http, identity } = contract;
  const nowhere = `/gapproof-${randomBytes(4).toString("hex")}`;
  const asking = async (request: Parameters<typeof askAny>[1]): Promise<CallSaw> =>
    (await askAny(lab, request)).saw;
  const preflight = (name: string, origin: string): Promise<CallSaw> => {
    const headers = { origin, "access-control-request-method": "GET" };
    return asking({ name, method: "OPTIONS", path: identity.path, headers });
  };
  const invalid = invalidFor(contract.operations.login ?? contract.operations.validate);
  const [unknownPath, wrongMethod, malformed, lacking, own, foreign] = await Promise.all([
    asking({ name: "unknown path", method: "GET", path: nowhere, ok: http.unknownPathStatuses }),
    asking({
      ...{ name: "wrong method", method: "DELETE", path: identity.path },
      ok: http.wrongMethodStatuses,
    }),
    invalid &&
      asking({ ...invalid, name: "malformed body", body: '{"email": ', ok: http.invalidStatuses }),
    invalid && asking({ ...invalid, name: "empty body", body: "{}", ok: http.invalidStatuses }),
    http.cors && preflight("preflight", http.cors.allowed),
    http.cors && preflight("foreign preflight", http.cors.foreign),
  ]);
  return {
    ...{ unknownPath, wrongMethod },
    ...(malformed && { malformed }),
    ...(lacking && { lacking }),
    ...(own && { preflight: own }),
    ...(foreign && { foreignPreflight: foreign }),
  };
}

/** Where invalid bodies are sent: an operation open to anybody, on the backend itself. */
function invalidFor(operation: Operation | undefined) {
  if (operation === undefined || operation.method !== "POST") return undefined;
  const { method, path } = operation;
  return { method, path, headers: { "content-type": "application/json" } };
}
