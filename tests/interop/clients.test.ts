import { afterAll, beforeAll, describe, test } from "vitest";
import type { Contract } from "../../src/contract/contract.ts";
import { defaultContract } from "../../src/contract/default.ts";
import { type Backend, startBackend } from "../../src/fixtures/backend/index.ts";
import { startFaulty } from "../../src/fixtures/faults/index.ts";
import { type Client, lockedOut } from "../../src/harness/diagnosis/clients.ts";
import { Evidence } from "../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../src/harness/diagnosis/lab.ts";
import { tellUpgrade } from "../../src/harness/diagnosis/probes/upgrades.ts";
import { strangeHandshakes } from "../unit/diagnosis/strange-handshakes.ts";
import { Chromium, chromiumMissing } from "./clients/chromium.ts";
import type { Connected, Wish } from "./clients/client.ts";
import { PythonClient, pythonMissing } from "./clients/python.ts";

/** Who is not answered by then is not answered. Milliseconds. */
const patienceMs = 1_000;

const contract: Contract = {
  ...defaultContract,
  limits: {
    ...defaultContract.limits,
    local: { ...defaultContract.limits.local, handshakeMs: patienceMs },
  },
};

/** What both clients offer without being told to. */
const extensions = "permessage-deflate; client_max_window_bits";

/** A client that is really there, and what it is called in predictions. */
interface RealClient extends AsyncDisposable {
  readonly origin?: string;
  connect(wish: Wish): Promise<Connected>;
}

interface Kind {
  readonly name: string;
  readonly client: Client;
  readonly missing: string | undefined;
  /** Can send headers of its own. */
  readonly hasHeaders: boolean;
  readonly start: () => RealClient | Promise<RealClient>;
}

const kinds: readonly Kind[] = [
  {
    ...{ name: "the Python package websockets", client: "Python websockets", hasHeaders: true },
    ...{ missing: pythonMissing(), start: () => new PythonClient() },
  },
  {
    ...{ name: "Chromium", client: "browsers", hasHeaders: false },
    ...{ missing: chromiumMissing(), start: () => Chromium.start() },
  },
];

describe.for(kinds)("the prediction for $name", ({ client, missing, hasHeaders, start }) => {
  let real: RealClient | undefined;

  beforeAll(async () => {
    if (missing === undefined) real = await start();
  });

  afterAll(() => real?.[Symbol.asyncDispose]());

  test("is that it opens where nothing is wrong", async ({ skip, expect }) => {
    if (missing !== undefined || real === undefined) return skip(missing);
    await using backend = await startBackend();
    const { predicted, connected } = await tryBoth(backend, real);
    expect({ predicted, opened: connected.opened }).toEqual({ predicted: undefined, opened: true });
  });

  test.for(strangeHandshakes)("comes true at one that $title", async (fault, { skip, expect }) => {
    if (missing !== undefined || real === undefined) return skip(missing);
    await using backend = await startFaulty([fault]);
    const { predicted, connected } = await tryBoth(backend, real);
    expect(connected, `predicted: ${predicted ?? "opens"}`).toMatchObject({
      opened: predicted === undefined,
    });
  });

  /** One raw handshake with what the client would offer, and the client itself. */
  async function tryBoth({ url, wsUrl, secret }: Backend, by: RealClient) {
    await using lab = new Lab({
      ...{ contract, http: url, ws: wsUrl, remote: false },
      credentials: { environment: "development", jwtSecret: secret },
    });
    const origin = by.origin === undefined ? {} : { headers: { origin: by.origin } };
    const request = await lab.upgrade({ extensions, ...origin });
    // What is answered by memory is so from the second time on.
    (await lab.open(request))[Symbol.dispose]();
    using connection = await lab.open(request);
    const connected = await by.connect({
      ...{ url: request.url, offer: request.offer ?? [], patienceMs },
      headers: hasHeaders ? (request.headers ?? {}) : {},
    });
    const evidence = new Evidence();
    evidence.add("offer", tellUpgrade(connection));
    const predicted = lockedOut(evidence).find((one) => one.client === client)?.because;
    return { predicted, connected };
  }
});
