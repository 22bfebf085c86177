import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Contract } from "../../../src/contract/contract.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget, type BudgetOptions } from "../../../src/harness/wire/budget.ts";
import { Api, type ApiOptions } from "../../../src/harness/wire/http/api.ts";
import type { EventStream } from "../../../src/harness/wire/http/event-stream.ts";
import { Trace } from "../../../src/harness/wire/trace.ts";
import type { User } from "../../../src/harness/wire/user/user.ts";
import { deferred } from "./deferred.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleContract } from "./sample-contract.ts";

/** What one request was, its body included. */
interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Port of the client's end: requests that share it share a connection. */
  readonly from: number | undefined;
}

/** A real HTTP server and an api that calls it. */
export interface HttpStage extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  readonly clock: HandClock;
  readonly api: Api;
}

export const caller: User = {
  ...{ id: "u-1", email: "ann@example.com", origin: "given" },
  token: new Secret("http-stage-test-token"),
};

/** The sample contract with an operation that streams. */
export const streamingContract: Contract = {
  ...sampleContract,
  operations: {
    ...sampleContract.operations,
    stream: {
      ...{ method: "POST", path: "/stream", query: { from: "start" }, headers: {}, ok: [200] },
      ...{ body: { ask: "{prompt}" }, authenticated: true, service: "backend" },
      ...{ read: {}, good: {} },
    },
  },
};

/** @param change - of the api's options and of its budget's */
export async function httpStage(
  answer: RequestListener,
  change: Partial<ApiOptions> & { readonly budgetOptions?: Partial<BudgetOptions> } = {},
): Promise<HttpStage> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers, socket } = request;
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      seen.push({ method, url, headers, body, from: socket.remotePort });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new HandClock();
  const { budgetOptions, ...options } = change;
  const api = new Api({
    contract: streamingContract,
    urls: { http: url },
    budget: new Budget({ limits: sampleContract.limits.local, clock, ...budgetOptions }),
    trace: new Trace(),
    testHeaders: false,
    defaultUser: async () => caller,
    ...options,
  });
  return {
    ...{ url, seen, clock, api },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that begins a stream and hands it to the test. */
export function beginning(contentType = "text/event-stream"): {
  readonly answer: RequestListener;
  readonly begun: Promise<ServerResponse>;
} {
  const { promise, resolve } = deferred<ServerResponse>();
  return {
    answer: (_, response) => {
      response.writeHead(200, { "content-type": contentType });
      response.flushHeaders();
      resolve(response);
    },
    begun: promise,
  };
}

/** Opens the streaming contract's stream. */
export function open({ api }: HttpStage): Promise<EventStream> {
  return api.stream("stream", { prompt: "why?" });
}

/** Any record will do. */
export const any = (): boolean => true;
