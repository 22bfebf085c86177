import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { PlainAnswer, PlainSaw } from "./plain-saw.ts";

/** Where a deployment is asked plainly. */
interface Where {
  readonly http: string;
  readonly ws: string;
}

/**
 * A front that reaches nobody may say so only when it has tried several times: HAProxy tries a second after
 * another, and answers 503 after the third. Milliseconds.
 */
const patientMs = 4_500;

export const plain: Probe<"plain"> = {
  name: "plain",
  title: "the WebSocket's paths asked plainly, without an upgrade",
  costMs: 30,
  limitMs: 18_000,
  async run(lab) {
    const saw = await askPlainly(lab, lab.subject);
    const patient = await askPatiently(lab, saw);
    return { ...saw, ...(patient && { patient }) };
  },
  describe: ({ routes, undeclared, health, patient }) =>
    [...routes, undeclared ?? [], health ?? [], patient ?? []]
      .flat()
      .map(describeAnswer)
      .join(", "),
  symptoms: () => [],
};

/** Asks everything at once. Never throws. */
export async function askPlainly(lab: Lab, { http, ws }: Where): Promise<PlainSaw> {
  const { websocket } = lab.contract;
  const ask = async (route: string): Promise<PlainAnswer> => {
    const headers = { connection: "close" };
    const request = await lab.upgrade({ token: null, route, ws, headers, upgrade: false });
    using connection = await lab.open(request);
    return { path: route, handshake: connection.handshake };
  };
  const { undeclaredRoute } = websocket;
  const path = healthPathOf(lab);
  const [routes, undeclared, health] = await Promise.all([
    Promise.all(websocket.routes.map(ask)),
    undeclaredRoute === undefined ? undefined : ask(undeclaredRoute),
    path === undefined ? undefined : askPath(lab, { http, path }),
  ]);
  return { routes, ...(undeclared && { undeclared }), ...(health && { health }) };
}

/** Asks once more where nothing was answered in time, unless that was waited for long enough. Never throws. */
async function askPatiently(lab: Lab, saw: PlainSaw): Promise<PlainAnswer | undefined> {
  const { routes, undeclared, health } = saw;
  const all = [...routes, undeclared ?? [], health ?? []].flat();
  const isSilent = all.every(({ handshake }) => handshake.failure === "ANSWER_TIMED_OUT");
  const { answerMs } = lab.limits;
  if (!isSilent || health === undefined || answerMs >= patientMs) return undefined;
  const longer = Math.min(patientMs, 3 * answerMs);
  return await askPath(lab, { http: lab.subject.http, path: health.path, answerMs: longer });
}

/** Asks one path of the HTTP side. */
async function askPath(
  lab: Lab,
  { http, path, answerMs }: { http: string; path: string; answerMs?: number },
): Promise<PlainAnswer> {
  const url = new URL(`${http.replace(/\/+$/, "")}${path}`);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const headers = { ...lab.wire.trace.headers(), connection: "close" };
  using connection = await lab.open({ url: url.href, headers, upgrade: false }, answerMs);
  return { path, handshake: connection.handshake };
}

/** A path that needs no token and answers on every healthy deployment. */
function healthPathOf({ contract }: Lab): string | undefined {
  const { health } = contract.operations;
  if (health?.method === "GET" && !health.path.includes("{")) return health.path;
  return contract.http.openPaths[0];
}

function describeAnswer({ path, handshake: { status, failure, noHttp } }: PlainAnswer): string {
  return `${path} ${status ?? failure ?? (noHttp === undefined ? "no answer" : "no HTTP")}`;
}
