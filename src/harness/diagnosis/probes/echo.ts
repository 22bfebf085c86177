import { readField } from "../../../contract/field.ts";
import { headerOf } from "../../wire/raw/handshake.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { type EchoWay, lostOn } from "./echo-saw.ts";

export const echo: Probe<"echo"> = {
  name: "echo",
  title: "which headers arrive behind everything in front",
  costMs: 40,
  limitMs: 10_000,
  async run(lab) {
    if (lab.contract.http.headerEcho === undefined) {
      return { notRun: "the contract names no echo of headers" };
    }
    const [plain, upgrade] = await Promise.all([askEcho(lab, false), askEcho(lab, true)]);
    return { plain, upgrade };
  },
  describe: ({ plain, upgrade }) =>
    `of a request ${describeWay(plain)}; of an upgrade ${describeWay(upgrade)}`,
  symptoms: () => [],
};

async function askEcho(lab: Lab, upgrade: boolean): Promise<EchoWay> {
  const { path = "/", read = [], carries = [] } = lab.contract.http.headerEcho ?? {};
  const headers = {
    authorization: "Bearer nobody",
    ...(upgrade ? {} : { connection: "close" }),
  };
  const offer = upgrade ? ["gapproof-echo"] : [];
  const request = await lab.upgrade({ token: null, route: path, upgrade, headers, offer });
  using connection = await lab.open(request);
  const { handshake } = connection;
  const sent = namesIn(handshake.sent).filter((name) => upgrade || name !== "connection");
  const arrived = listIn(handshake.body, read);
  return {
    ...(handshake.status !== undefined && { status: handshake.status }),
    sent,
    ...(arrived !== undefined && { arrived }),
    lostOnTheWayBack:
      arrived === undefined || !upgrade
        ? []
        : carries.filter((name) => headerOf(handshake, name.toLowerCase()) === undefined),
  };
}

/** Names of the headers in a request's bytes. */
function namesIn(text: string): readonly string[] {
  const [, ...lines] = text.split("\r\n");
  return lines.map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
}

function listIn(body: string, read: readonly string[]): readonly string[] | undefined {
  const json = /[[{].*[\]}]/s.exec(body)?.[0];
  try {
    const list = json === undefined ? undefined : readField(JSON.parse(json), read);
    return Array.isArray(list) ? list.map((name) => String(name).toLowerCase()) : undefined;
  } catch {
    return undefined;
  }
}

function describeWay(way: EchoWay): string {
  const { lostOnTheWayBack, status } = way;
  const lost = lostOn(way);
  if (lost === undefined) return `nothing is echoed (${status ?? "no answer"})`;
  const back = lostOnTheWayBack.map((name) => `${name} on the way back`);
  const all = [...lost, ...back];
  return all.length === 0 ? "all headers arrive" : `these do not arrive: ${all.join(", ")}`;
}
