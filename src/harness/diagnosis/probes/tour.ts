import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { outcomeOf } from "./call-saw.ts";
import { promisedIn } from "./front-limit.ts";
import { askAgents } from "./tour/agents.ts";
import { Cast } from "./tour/cast.ts";
import { logInTwice } from "./tour/people.ts";
import { openBreaker, startRuns } from "./tour/runs.ts";
import { keepThreads, seeEarlier, seeNewest } from "./tour/threads.ts";
import type { TourSaw } from "./tour-saw.ts";

export const tour: Probe<"tour"> = {
  name: "tour",
  title: "all a user does over HTTP, beside another user",
  costMs: 560,
  // Several questions one after the other, each for as long as the contract lets an answer take.
  limitMs: 120_000,
  run: goRound,
  describe({ calls, remarks, users }) {
    const failed = calls.filter(({ ok }) => !ok).map(outcomeOf);
    return [
      `${users} users; ${calls.length - failed.length} of ${calls.length} calls as promised`,
      ...[...new Set(failed)].slice(0, 3),
      ...remarks.map(({ text }) => text).slice(0, 3),
    ].join("; ");
  },
  symptoms({ calls, remarks }) {
    const failed = calls.filter(({ ok }) => !ok).map(outcomeOf);
    return [...[...new Set(failed)].slice(0, 5), ...remarks.map(({ text }) => text)];
  },
};

async function goRound(lab: Lab): Promise<TourSaw> {
  const first = await castIn(lab);
  // First of all, while nobody else makes any threads.
  await seeEarlier(first);
  await seeNewest(first);
  const [second, third] = await Promise.all([understudies(first), understudies(first)]);
  await Promise.all([
    keepThreads(first),
    askAgents(second),
    startRuns(third).then(() => openBreaker(third)),
    logInTwice(third),
  ]);
  const casts = [...new Set([first, second, third])];
  return {
    calls: casts.flatMap(({ calls }) => calls),
    remarks: casts.flatMap(({ remarks }) => remarks),
    users: first.other === undefined ? 1 : 2,
    ...limitOf(first, casts),
  };
}

/** The one user there is asked for all other probes, too. */
function limitOf(first: Cast, casts: readonly Cast[]): Pick<TourSaw, "limit"> {
  const { contract, wire } = first.lab;
  const promised = promisedIn(contract);
  if (promised === undefined) return {};
  if (first.other === undefined) return { limit: { promised, sent: wire.api.answers } };
  return { limit: { promised, sent: Math.max(...casts.map(({ mostAsked }) => mostAsked)) } };
}

/** Users of the tour's own, where there can be any: what it asks is counted against nobody else. */
async function castIn(lab: Lab): Promise<Cast> {
  const { users } = lab.wire;
  const owner = await users.obtain().catch(async () => await lab.user());
  return new Cast(lab, owner, await users.obtain().catch(() => undefined));
}

/** Two more users where they cost nothing, because each may ask only so much. */
async function understudies(cast: Cast): Promise<Cast> {
  return cast.owner.origin === "minted" ? await castIn(cast.lab) : cast;
}
