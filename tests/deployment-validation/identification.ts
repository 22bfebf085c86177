import type { Contract } from "../../src/contract/contract.ts";
import { readField } from "../../src/contract/field.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { HttpExchange } from "../../src/harness/wire/http/http-client.ts";
import { isFilled } from "./placeholder.ts";

/** Asks who answers, on a connection of its own where that is wanted. */
export async function whoAnswers(
  { http, contract }: TestContext,
  freshConnection = false,
): Promise<HttpExchange> {
  return await http.call({ method: "GET", path: contract.identity.path, freshConnection });
}

/** Why that is no answer of the healthy deployment the contract describes; undefined when it is one. */
export function strangeness({ identity }: Contract, answer: HttpExchange): string | undefined {
  const { status, text, json } = answer;
  const { service, status: state } = identity;
  const name = readField(json, service.read);
  const how = readField(json, state.read);
  const unfilled = (["version", "revision"] as const).filter((what) => {
    const paths = identity[what];
    return paths !== undefined && !isFilled(readField(json, paths));
  });
  const faults = [
    Math.floor(status / 100) === 2 ? [] : [`HTTP ${status}`],
    service.oneOf.includes(String(name)) ? [] : [`it says it is ${String(name)}`],
    state.healthy.includes(String(how)) ? [] : [`it says it is ${String(how)}`],
    unfilled.map((what) => `it says no ${what}`),
  ].flat();
  return faults.length === 0 ? undefined : `${faults.join(", ")}: ${text.slice(0, 300)}`;
}

/** What an answer says about which deployment it comes from. */
export function deploymentIn({ identity }: Contract, { json }: HttpExchange): string {
  const { service, version, revision } = identity;
  const values = [service.read, version, revision].map((paths) => readField(json, paths ?? []));
  return values.map(String).join(" ");
}
