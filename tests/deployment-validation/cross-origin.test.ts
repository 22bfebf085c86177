import type { Contract, Operation } from "../../src/contract/contract.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { tokenHeader } from "../../src/harness/wire/http/operation.ts";

const phase = "deployment-validation";
const journey = "deployment";

const allowOrigin = "access-control-allow-origin";

test(
  "lets pages of its own origin read its answers, and pages of no other",
  check({
    id: "deployment.admits-its-own-origin-only",
    suspects: ["not-enforced"],
    rows: ["C26"],
    phase,
    journey,
    capabilities: ["cors"],
  }),
  async ({ context, expect }) => {
    const { http, identity } = context.contract;
    const { allowed = "", foreign = "" } = http.cors ?? {};
    const from = (origin: string) =>
      context.http.call({ method: "GET", path: identity.path, headers: { origin } });
    const own = await from(allowed);
    expect(Math.floor(own.status / 100), own.text.slice(0, 200)).toBe(2);
    expect(own.headers[allowOrigin]).toBe(allowed);
    for (const origin of [foreign, lookalike(allowed, foreign), "null"]) {
      const { headers } = await from(origin);
      // Neither its name nor a star: with either, the page may read the answer.
      expect([origin, "*"], `to a page of ${origin}`).not.toContain(headers[allowOrigin]);
    }
  },
);

test(
  "answers the question browsers ask before a page of its own origin calls, and refuses others",
  check({
    id: "deployment.answers-preflights",
    suspects: ["not-enforced"],
    rows: ["C26"],
    phase,
    journey,
    capabilities: ["cors"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { allowed = "", foreign = "" } = contract.http.cors ?? {};
    const { method, path } = askedBefore(contract);
    const { token } = await context.user();
    const [carrier = ""] = Object.keys(tokenHeader(contract, token));
    const ask = (origin: string) =>
      context.http.call({
        method: "OPTIONS",
        path,
        headers: {
          origin,
          "access-control-request-method": method,
          "access-control-request-headers": `${carrier},content-type`,
        },
      });
    const own = await ask(allowed);
    expect(Math.floor(own.status / 100), `HTTP ${own.status} ${own.text.slice(0, 200)}`).toBe(2);
    expect(own.headers[allowOrigin]).toBe(allowed);
    const headers = wordsIn(own.headers["access-control-allow-headers"]);
    // A star does not stand for the header a token travels in (Fetch, section 2.2.2).
    expect(headers).toEqual(expect.arrayContaining([carrier, "content-type"]));
    const methods = wordsIn(own.headers["access-control-allow-methods"]);
    expect([...methods, ...safelisted]).toContain(method.toLowerCase());
    const other = await ask(foreign);
    expect([foreign, "*"]).not.toContain(other.headers[allowOrigin]);
  },
);

/** Methods a page may use without their being listed (Fetch, section 2.2.1). */
const safelisted = ["get", "head", "post"];

/** A call that browsers ask about, with a method that must be listed where there is one. */
function askedBefore({ operations, identity }: Contract): Pick<Operation, "method" | "path"> {
  const listed = Object.values(operations).find(
    ({ method, service }) => service === "backend" && /^(?:PUT|PATCH|DELETE)$/.test(method),
  );
  const { method, path } = listed ?? { method: "GET", path: identity.path };
  return { method, path: path.replaceAll(/\{[^}]*\}/g, "gapproof-none") };
}

/** An origin that begins like the admitted one and is somebody else's. */
function lookalike(allowed: string, foreign: string): string {
  const { protocol, hostname } = new URL(allowed);
  return `${protocol}//${hostname}.${new URL(foreign).hostname}`;
}

function wordsIn(header = ""): string[] {
  return header.toLowerCase().split(/\s*,\s*/);
}
