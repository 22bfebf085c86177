import type { Carrier } from "../../../contract/contract.ts";
import { deflateOffer } from "../../wire/raw/deflate.ts";
import type { Lab, LabTicket } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { Change, TrySaw } from "./offers-saw.ts";
import { inTurns } from "./turns.ts";
import { describeUpgrade, tellUpgrade } from "./upgrades.ts";

/** How long one of them is listened to for a first frame. Milliseconds. */
const listenMs = 120;

/** Upgrades under way at once: few enough for a small deployment. */
const atOnce = 4;

export const offers: Probe<"offers"> = {
  name: "offers",
  title: "upgrades changed in one respect each",
  costMs: 250,
  limitMs: 30_000,
  async run(lab) {
    return { tries: await inTurns(plans(lab), atOnce, (plan) => tryOne(lab, plan)) };
  },
  describe: ({ tries }) =>
    tries
      .map((one) => `${one.change} ${one.what}: ${describeUpgrade(one).slice(0, 40)}`)
      .join(", "),
  symptoms: () => [],
};

interface Plan {
  readonly change: Change;
  readonly what: string;
  readonly ticket: LabTicket;
}

async function tryOne(lab: Lab, { change, what, ticket }: Plan): Promise<TrySaw> {
  using connection = await lab.open(await lab.upgrade(ticket));
  if (connection.switched) await connection.until(() => connection.frames.length > 0, listenMs);
  return { change, what, ...tellUpgrade(connection) };
}

function plans(lab: Lab): Plan[] {
  const { websocket } = lab.contract;
  const [, ...routes] = websocket.routes;
  const { undeclaredRoute, demo } = websocket;
  return [
    plan("again", "", {}),
    ...subprotocolPlans(lab),
    ...routes.map((route) => plan("route", route, { route })),
    ...(undeclaredRoute === undefined
      ? []
      : [plan("undeclared-route", undeclaredRoute, { route: undeclaredRoute })]),
    ...(demo?.enabled === true
      ? [plan("demo", demo.route, { route: demo.route, token: null })]
      : []),
    ...originPlans(lab),
    plan("compression", deflateOffer, { extensions: deflateOffer }),
    plan("again", "", {}),
  ];
}

function plan(change: Change, what: string, ticket: LabTicket): Plan {
  return { change, what, ticket };
}

function subprotocolPlans({ contract: { websocket } }: Lab): readonly Plan[] {
  const { carriers, subprotocols } = websocket;
  const [first] = carriers;
  const other = carriers.find(({ kind }) => kind === "header" || kind === "query");
  const without: Plan[] =
    other === undefined || other === first
      ? []
      : [plan("other-carrier", nameOf(other), { carrier: other })];
  if (first?.kind !== "subprotocol") return without;
  const { layouts = [], unknown = ["gapproof-unknown"] } = subprotocols ?? {};
  const usual = first.offer;
  const name = usual.find((one) => !one.includes("{")) ?? "gapproof";
  return [
    ...without,
    ...layouts
      .filter((layout) => layout.join() !== usual.join())
      .map((layout) => plan("layout", layout.join(", "), { offer: layout })),
    ...(usual.length > 1 ? [plan("reversed", "", { offer: usual.toReversed() })] : []),
    plan("unknown", unknown.join(", "), { offer: unknown, ...carriedBy(other) }),
    plan("unknown-first", unknown.join(", "), { offer: [...unknown, ...usual] }),
    plan("short-name", name, { offer: [name] }),
    plan("long-name", "300 letters", { offer: [name, "a".repeat(300)] }),
    plan("dotted-name", "a.b", { offer: [name, "a.b"] }),
  ];
}

/** Beside an offer without a token, the token travels another way where there is one. */
function carriedBy(carrier: Carrier | undefined): Pick<LabTicket, "carrier"> {
  return carrier === undefined ? {} : { carrier };
}

function nameOf(carrier: Carrier): string {
  return "name" in carrier ? carrier.name : carrier.kind;
}

function originPlans({ contract, subject }: Lab): readonly Plan[] {
  const { cors } = contract.http;
  const page = subject.services?.frontend ?? subject.http;
  const origins: readonly (readonly [Change, string | undefined])[] = [
    ["own-origin", new URL(page).origin],
    ["listed-origin", cors?.allowed],
    ["foreign-origin", cors?.foreign],
  ];
  return origins.flatMap(([change, origin]) =>
    origin === undefined ? [] : [plan(change, origin, { headers: { origin } })],
  );
}
