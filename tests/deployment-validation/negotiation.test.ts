import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "websocket";

test(
  "selects exactly one of the offered subprotocols",
  check({
    id: "websocket.negotiates-subprotocol",
    suspects: ["never-negotiates", "illegal-subprotocol"],
    rows: ["W04", "D09"],
    phase,
    journey,
    capabilities: ["subprotocols", "welcome"],
  }),
  async ({ context, expect }) => {
    const [offer = []] = context.contract.websocket.subprotocols?.layouts ?? [];
    const user = await context.user();
    const carrier = { kind: "subprotocol" as const, offer: [...offer] };
    // Every route may have a handler of its own, and every handler negotiates for itself.
    for (const route of context.contract.websocket.routes) {
      const knock = await context.knock({ user, carrier, route, settle: true });
      expect(knock.status, `${route}: ${knock.summary}`).toBe(101);
      expect(knock.selectedIsOffered, `${route}: selected ${knock.selected}`).toBe(true);
      expect(knock.result, `${route}: ${knock.summary}`).toBe("welcomed");
    }
  },
);

test(
  "accepts every declared subprotocol layout, in any order and beside unknown ones",
  check({
    id: "websocket.accepts-every-layout",
    suspects: ["contract-violation", "selects-unasked", "illegal-subprotocol"],
    rows: ["W05", "D09"],
    phase,
    journey,
    capabilities: ["subprotocols", "welcome"],
  }),
  async ({ context, expect }) => {
    const { layouts = [], unknown = [] } = context.contract.websocket.subprotocols ?? {};
    expect(layouts.length).toBeGreaterThan(0);
    const user = await context.user();
    for (const layout of layouts) {
      const orders = [
        layout,
        layout.toReversed(),
        [...unknown, ...layout],
        [...layout, ...unknown],
      ];
      for (const offer of orders) {
        const knock = await context.knock({
          user,
          carrier: { kind: "subprotocol", offer },
          settle: true,
        });
        const what = `${offer.join(", ")}: selected ${knock.selected}; ${knock.summary}`;
        expect(knock.result, what).toBe("welcomed");
        expect(knock.selectedIsOffered, what).toBe(true);
        expect(unknown, what).not.toContain(knock.selected);
      }
    }
  },
);

test(
  "selects nothing when nothing is offered",
  check({
    id: "websocket.selects-nothing-unasked",
    suspects: ["selects-unasked"],
    rows: ["W04"],
    phase,
    journey,
    capabilities: ["subprotocols", "other-carrier", "welcome"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const carriers = context.contract.websocket.carriers.filter(
      ({ kind }) => kind !== "subprotocol",
    );
    expect(carriers.length).toBeGreaterThan(0);
    for (const carrier of carriers) {
      const knock = await context.knock({ user, carrier, settle: true });
      expect(knock.offered).toEqual([]);
      expect(knock.status, knock.summary).toBe(101);
      expect(knock.selected, "an unsolicited subprotocol locks browsers out").toBeUndefined();
      expect(knock.result, knock.summary).toBe("welcomed");
    }
  },
);

test(
  "refuses an offer of unknown subprotocols only, before the upgrade",
  check({
    id: "websocket.refuses-unknown-subprotocol",
    suspects: ["never-negotiates", "selects-unasked"],
    rows: ["W06", "D09"],
    phase,
    journey,
    // Where the token travels as a subprotocol only, such an offer is just one without credentials.
    capabilities: ["subprotocols", "other-carrier", "welcome"],
  }),
  async ({ context, expect }) => {
    const { carriers, subprotocols, refused } = context.contract.websocket;
    const carrier = carriers.find(({ kind }) => kind !== "subprotocol");
    const coming = { user: await context.user(), ...(carrier && { carrier }) };
    const known = await context.knock({ ...coming, settle: true });
    expect(known.result, known.summary).toBe("welcomed");
    const knock = await context.knock({ ...coming, offer: subprotocols?.unknown ?? [] });
    expect(knock.offered.length).toBeGreaterThan(0);
    expect(knock.opened, knock.summary).toBe(false);
    expect(refused.statuses, knock.summary).toContain(knock.status);
  },
);
