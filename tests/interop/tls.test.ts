import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultContract } from "../../src/contract/default.ts";
import { probeIdentity } from "../../src/harness/target/identity.ts";
import { proves } from "../catalogue/proves.ts";
import { PrivateCa } from "./certificates.ts";
import { programMissing } from "./program.ts";

const missing = programMissing("openssl");

/** A backend that speaks TLS by itself, with no proxy to explain it. */
async function tlsPort(): Promise<number> {
  using ca = new PrivateCa();
  const { certificate, key } = ca.issue({ name: "IP:127.0.0.1", days: 2 });
  const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
  const server = createServer(pair, (_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

describe.skipIf(missing !== undefined)("a TLS port of Node's own", () => {
  test("asked in plain HTTP is known for what it is, though it only hangs up", async () => {
    const url = `http://127.0.0.1:${await tlsPort()}`;
    expect(await probeIdentity(url, { contract: defaultContract })).toMatchObject({
      state: "unreachable",
      reason: "it expects TLS: use https://",
    });
  });

  test(
    "with a certificate nobody vouches for is refused, and how to trust it is named",
    proves("H46"),
    async () => {
      const url = `https://127.0.0.1:${await tlsPort()}`;
      expect(await probeIdentity(url, { contract: defaultContract })).toMatchObject({
        state: "unreachable",
        reason: expect.stringMatching(/issuer is not known; NODE_EXTRA_CA_CERTS=<file>/),
      });
    },
  );
});

test.runIf(missing !== undefined)("TLS is tested where openssl is installed", (context) => {
  context.skip(missing);
});
