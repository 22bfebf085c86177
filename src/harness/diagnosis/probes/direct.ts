import type { Probe } from "../probe.ts";
import { askPlainly } from "./plain.ts";
import { describeUpgrade, upgradeOnce } from "./upgrades.ts";

export const direct: Probe<"direct"> = {
  name: "direct",
  title: "the same upgrades without what stands in front",
  costMs: 180,
  limitMs: 15_000,
  async run(lab) {
    const { direct: inside } = lab.subject;
    if (inside === undefined) return { notRun: "no address behind the edge is known" };
    const { ws } = inside;
    const [, ...others] = lab.contract.websocket.routes;
    const [bare, offer, plain, ...routes] = await Promise.all([
      upgradeOnce(lab, { token: null, ws }),
      upgradeOnce(lab, { ws }),
      askPlainly(lab, inside),
      ...others.map(async (route) => ({ route, upgrade: await upgradeOnce(lab, { ws, route }) })),
    ]);
    return { bare, offer, plain, routes };
  },
  describe: ({ bare, offer }) =>
    `without an offer: ${describeUpgrade(bare)}; with it: ${describeUpgrade(offer)}`,
  // What is wrong in there is told of the front, where users are.
  symptoms: () => [],
};
