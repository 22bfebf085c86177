import { fillString } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "authentication";

test(
  "decides who comes in by the token, whatever the origin and the other headers say",
  check({
    id: "authentication.ignores-other-headers",
    suspects: ["origin-refused", "not-enforced"],
    rows: ["W25"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced", "welcome"],
  }),
  async ({ context, expect }) => {
    const { auth, http } = context.contract;
    const user = await context.user();
    const token = context.forge(user.token);
    const origins = [new URL(context.target.http).origin, http.cors?.allowed, http.cors?.foreign];
    // Names the user, so that a stranger who says this may look like one.
    const claimed = Object.entries(auth.spoofedHeaders).map(([name, value]) => [
      name,
      fillString(value, { userId: user.id }),
    ]);
    const variants: readonly Readonly<Record<string, string>>[] = [
      ...origins.flatMap((origin) => (origin === undefined ? [] : [{ origin }])),
      // What a page in a sandbox says (WHATWG Fetch, "serializing an origin").
      { origin: "null" },
      { "user-agent": "gapproof", "accept-language": "de, en;q=0.5", cookie: "gapproof=1" },
      Object.fromEntries(claimed),
    ];
    const decisions = await Promise.all(
      variants.flatMap((headers) => [
        context.knock({ user, headers, settle: true }),
        context.knock({ user: null, headers, settle: true }),
        context.knock({ token, headers, settle: true }),
      ]),
    );
    for (const [n, headers] of variants.entries()) {
      const what = JSON.stringify(headers);
      const [known, stranger, forged] = decisions.slice(3 * n, 3 * n + 3);
      expect(known?.result, `${what}: ${known?.summary}`).toBe("welcomed");
      expect(stranger?.properlyRefused, `nobody, ${what}: ${stranger?.summary}`).toBe(true);
      expect(forged?.properlyRefused, `forged, ${what}: ${forged?.summary}`).toBe(true);
    }
  },
);

test(
  "reads the token's header however its name is spelt",
  check({
    id: "authentication.reads-any-spelling",
    suspects: ["token-lost"],
    rows: ["W25"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced", "welcome", "header-carrier"],
  }),
  async ({ context, expect }) => {
    const { token } = await context.user();
    const forged = context.forge(token);
    const carriers = context.contract.websocket.carriers.flatMap((carrier) =>
      carrier.kind === "header" ? [carrier] : [],
    );
    expect(carriers.length).toBeGreaterThan(0);
    for (const { name, value } of carriers) {
      // Names of fields are case-insensitive (RFC 9110 section 5.1).
      for (const spelt of [name.toLowerCase(), name.toUpperCase(), capitalised(name)]) {
        const header = (secret: typeof token): Record<string, string> => ({
          [spelt]: fillString(value, { token: secret.reveal() }),
        });
        const known = await context.knock({ user: null, headers: header(token), settle: true });
        expect(known.result, `${spelt}: ${known.summary}`).toBe("welcomed");
        const wrong = await context.knock({ user: null, headers: header(forged), settle: true });
        expect(wrong.properlyRefused, `${spelt}, forged: ${wrong.summary}`).toBe(true);
      }
    }
  },
);

function capitalised(name: string): string {
  return name.toLowerCase().replace(/(^|-)\w/g, (start) => start.toUpperCase());
}
