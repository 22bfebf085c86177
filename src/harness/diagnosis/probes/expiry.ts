import { violationsOf } from "../../wire/raw/violations.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { ExpirySaw } from "./expiry-saw.ts";
import { closeOf } from "./upgrades.ts";

/** What a token has left when its session is opened; `exp` counts whole seconds (RFC 7519 section 2). */
const leftSeconds = 2;

/** How long after its token a session may last before it counts as unended. Milliseconds. */
const patienceMs = 1_200;

/** A session whose token expires while it is open. */
export const expiry: Probe<"expiry"> = {
  name: "expiry",
  title: "a session whose token expires in two seconds",
  costMs: 2_600,
  limitMs: 8_000,
  run,
  describe: ({ opened, endedMs, code }) =>
    !opened
      ? "was not opened"
      : endedMs === undefined
        ? "went on after its token"
        : `ended ${Math.round(endedMs)} ms from its token's end, close code ${code ?? "none"}`,
  symptoms: ({ opened, endedMs }) =>
    opened && endedMs === undefined ? ["a session goes on whose token expired"] : [],
};

async function run(lab: Lab): Promise<ExpirySaw | NotRun> {
  const promised = lab.contract.websocket.expiry?.closeCodes;
  if (promised === undefined) return { notRun: "the contract does not say how sessions expire" };
  const user = await lab.user();
  const exp = Math.ceil(lab.clock.date().getTime() / 1000) + leftSeconds - 1;
  const token = await lab.wire.users.mint(user, { exp });
  using connection = await lab.open(await lab.upgrade({ token }));
  const untilExpMs = exp * 1000 - lab.clock.date().getTime();
  const expAtMs = connection.ageMs + untilExpMs;
  const common = { leftMs: Math.round(untilExpMs), patienceMs, promised };
  await connection.until(() => closeOf(connection) !== undefined, untilExpMs + patienceMs);
  const close = closeOf(connection);
  const opened = connection.switched && connection.frames.some(({ opcode }) => opcode < 8);
  const atMs = close?.atMs ?? connection.ending?.atMs;
  return {
    ...{ ...common, opened, violations: violationsOf(connection.frames) },
    ...(atMs === undefined ? {} : { endedMs: Math.round(atMs - expAtMs) }),
    ...(close?.code === undefined ? {} : { code: close.code }),
    ...(connection.ending === undefined ? {} : { ending: connection.ending.kind }),
  };
}
