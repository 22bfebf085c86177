import { createHash } from "node:crypto";
import { readField } from "../../../contract/field.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { RawConnection } from "../raw/connection.ts";
import { opcodes } from "../raw/frames.ts";
import { ask, inTurns } from "./calls.ts";
import { tellApart } from "./census-names.ts";
import { type CensusSaw, type MemberSaw, tally } from "./census-saw.ts";
import { revisionIn } from "./front-settings.ts";

/** How long the held connections are looked at. Milliseconds. */
const holdMs = 120;

/** How long closed connections may go on being counted. Milliseconds. */
const forgetMs = 600;

export const census: Probe<"census"> = {
  name: "census",
  title: "fresh connections over HTTP and WebSocket in turns, and who answers each",
  costMs: 255,
  limitMs: 20_000,
  run: takeCensus,
  describe({ members, counted, held }) {
    const prints = (via: string): string =>
      [...tally(members.filter((one) => one.via === via))]
        .map(([key, n]) => `${n} ${key}`)
        .join(", ");
    const counts = counted && `${counted.before}/${counted.during}/${counted.after} counted`;
    return [`HTTP: ${prints("http")}`, `WebSocket: ${prints("ws")}`, `${held} held`, counts]
      .filter((part) => part !== undefined)
      .join("; ");
  },
  symptoms({ members, afterwards, mixups }) {
    const failed = members.filter(({ ok }) => !ok);
    const ended = members.filter(({ endedMs }) => endedMs !== undefined);
    return [
      ...mixups,
      ...(failed.length > 0
        ? [`${failed.length} of ${members.length} fresh connections fail`]
        : []),
      ...(ended.length > 0 ? [`${ended.length} connections held side by side end`] : []),
      ...(afterwards !== undefined && /^(4|5)/.test(afterwards)
        ? [`their user hears ${afterwards}`]
        : []),
    ];
  },
};

async function takeCensus(lab: Lab): Promise<CensusSaw> {
  const user = await stranger(lab);
  const mixups = await tellApart(lab, user);
  const before = await connectionsCounted(lab);
  const open: RawConnection[] = [];
  const size = Math.max(6, lab.contract.load.sockets);
  const turns = Array.from({ length: size * 2 }, (_, n) => (n % 2 === 0 ? "http" : "ws"));
  const members = await inTurns(turns, 3, (via) =>
    via === "http" ? askFresh(lab) : dialFresh(lab, user, open),
  );
  await new Promise<void>((resolve) => void lab.clock.after(holdMs, resolve));
  const during = await connectionsCounted(lab);
  const endings = open.map(endedAt);
  const { me } = lab.contract.operations;
  const afterwards = me === undefined ? undefined : (await ask(lab, "me", { user })).saw;
  for (const connection of open) connection[Symbol.dispose]();
  const isCounted = before !== undefined && during !== undefined;
  const after = isCounted ? await forgotten(lab, { before, during }) : undefined;
  const sockets = members.filter(({ via, ok }) => via === "ws" && ok);
  const told = new Map(sockets.map((member, at) => [member, endings[at]]));
  return {
    members: members.map((member) => {
      const endedMs = told.get(member);
      return endedMs === undefined ? member : { ...member, endedMs };
    }),
    ...{ held: open.length, mixups },
    ...(before === undefined || during === undefined || after === undefined
      ? {}
      : { counted: { before, during, after } }),
    ...(afterwards === undefined
      ? {}
      : { afterwards: String(afterwards.status ?? afterwards.failure) }),
  };
}

/** Told to go counts as gone: the rest is only politeness. */
function endedAt({ ending, frames }: RawConnection): number | undefined {
  return frames.find(({ opcode }) => opcode === opcodes.close)?.atMs ?? ending?.atMs;
}

/** Somebody else than the lab's own user where there can be two: what is done to them stays theirs. */
async function stranger(lab: Lab): Promise<User> {
  return await lab.wire.users.obtain().catch(async () => await lab.user());
}

async function askFresh(lab: Lab): Promise<MemberSaw> {
  const { identity, settings } = lab.contract;
  const { api, signal } = lab.wire;
  const start = lab.clock.now();
  const name = "identity";
  const answer = await api
    .client("backend")
    .call({
      ...{ method: "GET", path: identity.path, freshConnection: true, signal },
      timeoutMs: lab.limits.answerMs,
    })
    .catch((error: unknown) => ({ networkCode: Object(error).networkCode ?? name }));
  const tookMs = lab.clock.now() - start;
  if ("networkCode" in answer)
    return { via: "http", outcome: String(answer.networkCode), ok: false, print: "", tookMs };
  const revision = revisionIn(lab.contract, answer.json);
  const published: unknown = settings && readField(answer.json, settings.read);
  const print = `${revision ?? "-"} ${shortHash(JSON.stringify(published ?? null))}`;
  const ok = answer.status === 200;
  const told = { outcome: String(answer.status), ok, print, tookMs };
  return { via: "http", ...told, ...(revision === undefined ? {} : { revision }) };
}

async function dialFresh(lab: Lab, user: User, open: RawConnection[]): Promise<MemberSaw> {
  const connection = await lab.open(await lab.upgrade({ token: user.token }));
  const { handshake, switched, ageMs } = connection;
  if (switched) open.push(connection);
  const {
    status,
    failure = "no answer",
    headers,
    selected,
    connectMs = ageMs,
    answerMs = 0,
  } = handshake;
  const names = headers.map(([name]) => name.toLowerCase()).toSorted();
  const server = headers.find(([name]) => name.toLowerCase() === "server")?.[1] ?? "";
  const make = shortHash([...names, server, handshake.httpVersion].join("\n"));
  return {
    ...{ via: "ws", outcome: String(status ?? failure), ok: switched },
    print: `${selected.length > 0 ? "selects" : "selects nothing"} ${make}`,
    tookMs: connectMs + answerMs,
  };
}

async function connectionsCounted(lab: Lab): Promise<number | undefined> {
  const { websocketStats } = lab.contract.operations;
  if (websocketStats?.read.connections === undefined) return undefined;
  const { answer } = await ask(lab, "websocketStats", { user: null });
  const count = Number(answer?.ok === true ? answer.read("connections") : Number.NaN);
  return Number.isNaN(count) ? undefined : count;
}

/** Counts again until those that were closed are let go, or it takes too long. */
async function forgotten(
  lab: Lab,
  { before, during }: { readonly before: number; readonly during: number },
): Promise<number | undefined> {
  const start = lab.clock.now();
  for (;;) {
    const after = await connectionsCounted(lab);
    if (after === undefined || after <= before || during === 0) return after;
    if (lab.clock.now() - start > forgetMs) return after;
    await new Promise<void>((resolve) => void lab.clock.after(50, resolve));
  }
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}
