import { lookOfAnswer, lookOfUpgrade } from "../../wire/look.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes } from "../../wire/raw/frames.ts";
import { carriageOf } from "../../wire/socket/carrier.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { ask } from "./calls.ts";
import { greetersOf } from "./census-greetings.ts";
import { tellApart } from "./census-names.ts";
import { type CensusSaw, type MemberSaw, tally } from "./census-saw.ts";
import { isDisplaced } from "./displacement.ts";
import { endOf } from "./endings.ts";
import { inTurns } from "./turns.ts";

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
  describe({ members, counted, held, displaced }) {
    const prints = (via: string): string =>
      [...tally(members.filter((one) => one.via === via))]
        .map(([key, n]) => `${n} ${key}`)
        .join(", ");
    const counts = counted && `${counted.before}/${counted.during}/${counted.after} counted`;
    const gone = displaced && `${displaced} end as others of the same user open`;
    const greeters = new Set(
      members.flatMap(({ via, revision = [] }) => (via === "ws" ? revision : [])),
    );
    const greeted = greeters.size > 0 ? ` greeted by ${[...greeters].join(", ")}` : "";
    return [
      `HTTP: ${prints("http")}`,
      `WebSocket: ${prints("ws")}${greeted}`,
      `${held} held`,
      gone,
      counts,
    ]
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
  const open: Held[] = [];
  const size = Math.max(6, lab.contract.load.sockets);
  const guests = await guestsOf(lab, user, size);
  // Two by HTTP, which tells revisions, to one by WebSocket: in no step with an edge that takes turns of two or four.
  const turns = Array.from({ length: size * 3 }, (_, n) => n);
  const members = await inTurns(turns, 3, (n) =>
    n % 3 < 2 ? askFresh(lab) : dialFresh(lab, guests[(n - 2) / 3], { user, open }),
  );
  const [greeters] = await Promise.all([
    greetersOf(
      lab,
      open.map(({ connection }) => connection),
    ),
    lab.pause(holdMs),
  ]);
  const during = await connectionsCounted(lab);
  const displaced = open.filter((one) => isMadeToGo(lab, one, open));
  const endings = open.map((one) => (displaced.includes(one) ? undefined : endedAt(lab, one)));
  const { me } = lab.contract.operations;
  const afterwards = me === undefined ? undefined : (await ask(lab, "me", { user })).saw;
  for (const { connection } of open) connection[Symbol.dispose]();
  const isCounted = before !== undefined && during !== undefined;
  const after = isCounted ? await forgotten(lab, { before, during }) : undefined;
  const told = new Map(
    open.map(({ member }, at) => [member, { endedMs: endings[at], revision: greeters[at] }]),
  );
  return {
    members: members.map((member) => withFate(member, told.get(member))),
    ...{ held: open.length, mixups },
    ...(displaced.length === 0 ? {} : { displaced: displaced.length }),
    ...(before === undefined || during === undefined || after === undefined
      ? {}
      : { counted: { before, during, after } }),
    ...(afterwards === undefined
      ? {}
      : { afterwards: String(afterwards.status ?? afterwards.failure) }),
  };
}

/** What became of a connection that was held, and who greeted on it. */
interface Fate {
  readonly endedMs: number | undefined;
  readonly revision: string | undefined;
}

function withFate(member: MemberSaw, { endedMs, revision }: Partial<Fate> = {}): MemberSaw {
  return {
    ...member,
    ...(endedMs === undefined ? {} : { endedMs }),
    ...(revision === undefined ? {} : { revision }),
  };
}

/** A connection that is held, whose it is, and what is told of it. */
interface Held {
  readonly connection: RawConnection;
  readonly user: User;
  readonly member: MemberSaw;
}

/** Told to go counts as gone: the rest is only politeness. */
function endedAt(lab: Lab, { connection }: Held): number | undefined {
  return endOf(connection, lab.contract)?.atMs;
}

/** It went because its user opened another one, which we did. */
function isMadeToGo(lab: Lab, held: Held, all: readonly Held[]): boolean {
  const end = endOf(held.connection, lab.contract);
  return all.some(
    ({ connection, user }) =>
      user === held.user &&
      connection !== held.connection &&
      isDisplaced(held.connection, end, connection),
  );
}

/** Whose each connection is to be: as many of one user as the contract says may be open at once. */
async function guestsOf(
  lab: Lab,
  user: User,
  size: number,
): Promise<readonly (User | undefined)[]> {
  const { sockets } = lab.contract.load;
  const groups = Array.from({ length: Math.ceil(size / sockets) });
  const users = await Promise.all(
    groups.map((_, n) => (n === 0 ? user : lab.wire.users.obtain().catch(() => undefined))),
  );
  return Array.from({ length: size }, (_, n) => users[Math.floor(n / sockets)]);
}

/** Somebody else than the lab's own user where there can be two: what is done to them stays theirs. */
async function stranger(lab: Lab): Promise<User> {
  return await lab.wire.users.obtain().catch(async () => await lab.user());
}

async function askFresh(lab: Lab): Promise<MemberSaw> {
  const { identity } = lab.contract;
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
  const ok = answer.status === 200;
  const look = lookOfAnswer(lab.contract, answer.json);
  return { via: "http", outcome: String(answer.status), ok, ...look, tookMs };
}

/** Dials for a guest; where there is none, as the one user there is, and hangs up at once. */
async function dialFresh(
  lab: Lab,
  guest: User | undefined,
  { user, open }: { readonly user: User; readonly open: Held[] },
): Promise<MemberSaw> {
  const { token } = guest ?? user;
  const connection = await lab.open(await lab.upgrade({ token }));
  const { firstMessage } = carriageOf(lab.contract.websocket.carriers[0], token);
  // Who does not know yet who it is greets nobody, and ends before it is counted.
  if (connection.switched && firstMessage !== undefined)
    connection.send(opcodes.text, JSON.stringify(firstMessage));
  const member = tellFresh(connection);
  if (guest === undefined) connection[Symbol.dispose]();
  else if (connection.switched) open.push({ connection, user: guest, member });
  return member;
}

function tellFresh({ handshake, switched, ageMs }: RawConnection): MemberSaw {
  const { status, failure = "no answer", connectMs = ageMs, answerMs = 0 } = handshake;
  return {
    ...{ via: "ws", outcome: String(status ?? failure), ok: switched },
    ...{ ...lookOfUpgrade(handshake), tookMs: connectMs + answerMs },
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
    await lab.pause(50);
  }
}
