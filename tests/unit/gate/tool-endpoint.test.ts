import { expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { leadsNowhere } from "../../deployment-validation/tool-endpoint.ts";
import { contextFor } from "../context/stage.ts";
import { serving } from "../target/loopback.ts";

const tools = defaultContract.operations.agentServers?.path ?? "";

test.for([
  ["/", {}, "neither an absolute URL nor a path"],
  ["//", {}, "neither an absolute URL nor a path"],
  ["undefined", {}, "neither an absolute URL nor a path"],
  ["/tools", {}, "nobody knows /tools: HTTP 404"],
  ["/tools", { "/tools": 405 }, undefined],
  ["/tools", { "/tools": 401 }, undefined],
  [tools.replace(/\/[^/]*$/, ""), { [tools]: 200 }, undefined],
  ["https://tools.example.com", {}, undefined],
] as const)(
  "an endpoint %s of a server that knows %o is judged",
  async ([endpoint, known, why]) => {
    const statuses: Readonly<Record<string, number>> = known;
    await using server = await serving((request, response) => {
      response.writeHead(statuses[request.url ?? ""] ?? 404).end();
    });
    await using context = contextFor({ url: server.url, wsUrl: server.url.replace("http", "ws") });
    const found = await leadsNowhere(context, endpoint);
    if (why === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(why);
  },
);
