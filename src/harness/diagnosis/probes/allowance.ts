import type { OperationName } from "../../../contract/contract.ts";
import type { User } from "../../wire/user/user.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { AllowanceSaw } from "./allowance-saw.ts";
import { type CallSaw, outcomeOf } from "./call-saw.ts";
import { ask } from "./calls.ts";
import { inTurns } from "./turns.ts";

/** Requests under way at once. */
const lanes = 8;

/** How much more than promised is asked before it is believed that there is no limit. */
const excess = 1.5;

/** How long a wait is sat out. Milliseconds. */
const mostWaitMs = 2_500;

export const allowance: Probe<"allowance"> = {
  name: "allowance",
  title: "one user asks more than allowed, and another asks once",
  costMs: 1_700,
  limitMs: 20_000,
  run: askTooMuch,
  describe({ promised, sent, admitted, waitSeconds, neighbour, afterwards }) {
    return [
      `${admitted} of ${sent} admitted, ${promised} promised`,
      `wait ${waitSeconds ?? "?"} s`,
      ...(neighbour === undefined ? [] : [`a neighbour: ${outcomeOf(neighbour)}`]),
      ...(afterwards === undefined ? [] : [`afterwards: ${outcomeOf(afterwards)}`]),
    ].join("; ");
  },
  symptoms({ neighbour, afterwards }) {
    return [
      ...(neighbour?.ok === false ? [`beside a busy user, ${outcomeOf(neighbour)}`] : []),
      ...(afterwards?.ok === false ? [`after the wait, ${outcomeOf(afterwards)}`] : []),
    ];
  },
};

/** What asks for little and wants a user. */
const cheapest: readonly OperationName[] = ["agentStates", "listThreads", "me"];

async function askTooMuch(lab: Lab): Promise<AllowanceSaw | NotRun> {
  const { rateLimit } = lab.contract.http;
  const { operations } = lab.contract;
  const name = cheapest.find((one) => operations[one]?.service === "backend");
  if (typeof rateLimit !== "object") return { notRun: "no limit is promised" };
  if (name === undefined) return { notRun: "nothing cheap can be asked" };
  if (lab.subject.remote) return { notRun: "a burst is not for somebody else's deployment" };
  const user = await lab.wire.users.obtain();
  const other = await lab.wire.users.obtain();
  const start = lab.clock.now();
  const { requests, retryHeader, statuses } = rateLimit;
  const most = Math.ceil(requests * excess) + 10;
  const burst = await sendBurst(lab, { name, user, most, statuses });
  const tookMs = lab.clock.now() - start;
  const { refused } = burst;
  const told = { promised: requests, sent: burst.sent, admitted: burst.admitted, tookMs };
  if (refused === undefined) return told;
  const neighbour = (await ask(lab, name, { user: other })).saw;
  const said = refused.headers[retryHeader.toLowerCase()];
  const waitSeconds = Number(said ?? Number.NaN);
  const waitMs = Number.isNaN(waitSeconds) ? 1_000 : waitSeconds * 1_000;
  if (waitMs > mostWaitMs) return { ...told, refused, neighbour, waitSeconds };
  await lab.pause(waitMs + 150);
  const afterwards = (await ask(lab, name, { user })).saw;
  const isTold = Number.isNaN(waitSeconds) ? {} : { waitSeconds };
  return { ...told, refused, neighbour, afterwards, ...isTold };
}

interface Burst {
  readonly name: OperationName;
  readonly user: User;
  readonly most: number;
  readonly statuses: readonly number[];
}

async function sendBurst(lab: Lab, { name, user, most, statuses }: Burst) {
  let refused: CallSaw | undefined;
  let [sent, admitted] = [0, 0];
  await inTurns(Array.from({ length: most }), lanes, async () => {
    if (refused !== undefined) return;
    sent += 1;
    const { saw } = await ask(lab, name, { user });
    if (saw.ok) admitted += 1;
    if (statuses.includes(saw.status ?? 0)) refused ??= saw;
  });
  return { sent, admitted, refused };
}
