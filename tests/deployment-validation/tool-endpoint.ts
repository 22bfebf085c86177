import type { TestContext } from "../../src/harness/context.ts";
import { sameSystem } from "../../src/harness/target/url-rules.ts";

/** An absolute URL, or a path that leads somewhere. */
const address = /^(?:https?:\/\/[^/\s]+\S*|\/[^/\s]\S*)$/;

/** Why a tool client that connects there finds nobody; undefined when it finds somebody. */
export async function leadsNowhere(
  context: TestContext,
  endpoint: string,
): Promise<string | undefined> {
  if (!address.test(endpoint)) return `neither an absolute URL nor a path: ${endpoint}`;
  const { unknownPathStatuses } = context.contract.http;
  const statuses = await statusesAt(context, endpoint);
  if (statuses.length === 0) return undefined;
  if (statuses.some((status) => !unknownPathStatuses.includes(status))) return undefined;
  return `nobody knows ${endpoint}: HTTP ${statuses.join(", ")}`;
}

/**
 * Statuses of the endpoint and, because it need not be one that is read, of the operations under it. None
 * for an endpoint on another system, which is not the one under test.
 */
async function statusesAt(context: TestContext, endpoint: string): Promise<readonly number[]> {
  const { http, target, contract } = context;
  const url = new URL(endpoint, target.http);
  if (!sameSystem(url.href, target.http)) return [];
  const base = new URL(target.http).pathname.replace(/\/$/, "");
  const isBeneath = url.pathname === base || url.pathname.startsWith(`${base}/`);
  const path = isBeneath ? url.pathname.slice(base.length) : url.pathname;
  const own = contract.operations.agentConfig?.path;
  const under = Object.values(contract.operations)
    .filter(({ method, service }) => method === "GET" && service === "backend")
    .map((operation) => operation.path)
    .filter((other) => other.startsWith(`${path.replace(/\/$/, "")}/`) && other !== own)
    .filter((other) => !other.includes("{"));
  const paths = [path === "" ? "/" : path, ...new Set(under)];
  const answers = await Promise.all(paths.map((one) => http.call({ method: "GET", path: one })));
  return answers.map(({ status }) => status);
}
