import { expect, test } from "vitest";
import { networkWords } from "../../../src/harness/target/network-words.ts";
import { HttpFailure } from "../../../src/harness/wire/http/http-client.ts";

function failing(code: string | undefined): HttpFailure {
  const cause = Object.assign(new Error("it broke"), code === undefined ? {} : { code });
  return new HttpFailure({ method: "GET", url: "https://x.example", elapsedMs: 1 }, { cause });
}

test.each([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is self-signed"],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another host name"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate's issuer is not known"],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "its certificate's issuer is not known; NODE_EXTRA_CA_CERTS=<file>",
  ],
  ["CERT_NOT_YET_VALID", "its certificate is not valid yet"],
  ["UND_ERR_CONNECT_TIMEOUT", "no connection within 3 s: a firewall"],
  ["EAI_AGAIN", "the name server did not answer"],
  ["EPROTO", "no TLS handshake (EPROTO)"],
  ["ENETUNREACH", "no route to the network"],
  ["UND_ERR_HEADERS_TIMEOUT", "no answer within 5 s"],
  ["ESOMETHING", "no answer (ESOMETHING)"],
  [undefined, "no answer: it broke"],
])("%s is said as: %s", (code, words) => {
  expect(networkWords(failing(code), { limitMs: 5_000, connectMs: 3_000 }).reason).toContain(words);
});
