import { newQuestion } from "../../wire/run/question.ts";
import type { Session } from "../../wire/session.ts";
import type { User } from "../../wire/user/user.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { type Asked, ask, lingerOn } from "./runs/asking.ts";
import { type Opening, openFor } from "./runs/people.ts";
import { describeRun, type RunSaw, runSymptoms } from "./runs/run-saw.ts";
import { tellRun } from "./runs/tell.ts";
import type { TogetherSaw } from "./together-saw.ts";

/** More at once would be a load test. */
const most = 6;

export const together: Probe<"together"> = {
  name: "together",
  title: "several questions at once, on one connection and on several",
  costMs: 480,
  limitMs: 150_000,
  run: look,
  describe: ({ oneSocket, sockets, refused, overheard = [] }) =>
    [
      ...[...oneSocket, ...sockets].map(describeRun),
      ...refused.slice(0, 2).map((why) => `no session: ${why}`),
      ...(overheard.length === 0
        ? []
        : [`another session hears ${overheard.length} of the events`]),
    ].join("; "),
  symptoms: ({ oneSocket, sockets, refused, overheard = [] }) => [
    ...(overheard.length === 0 ? [] : ["events of a run reach another session of its user"]),
    ...[...oneSocket, ...sockets].flatMap(runSymptoms).slice(0, 4),
    ...(refused.length > 0 ? [`${refused.length} of several sessions at once cannot be had`] : []),
  ],
};

async function look(lab: Lab): Promise<TogetherSaw | NotRun> {
  const { load } = lab.contract;
  const count = Math.min(load.sessions, most);
  const user = await lab.user();
  const witness = await openWitness(lab, user);
  // Each another's, where others can be had: how often one may connect is another question.
  const visit = async (_: unknown, n: number): Promise<Opening> => {
    const visitor = n === 0 ? user : await lab.wire.users.obtain().catch(() => user);
    return await openFor(lab, visitor);
  };
  const openings = await Promise.all(Array.from({ length: count }, visit));
  const sessions = openings.flatMap((one) => ("session" in one ? [one.session] : []));
  const refused = openings.flatMap((one) => ("refused" in one ? [one.refused] : []));
  const [first, ...rest] = sessions;
  if (first === undefined) {
    await Promise.all(witness.map((session) => session.close()));
    return { notRun: `no session: ${refused[0] ?? "none was asked for"}` };
  }
  const sockets = await askOn(lab, sessions);
  await lingerOn(lab, [...sessions, ...witness]);
  const overheard = witness.flatMap(({ strays }) => strays.map(({ type }) => type));
  await Promise.all([...rest, ...witness].map((session) => session.close()));
  const same = Array.from({ length: Math.max(load.runs, count) }, () => first);
  const oneSocket = first.isOpen ? await askOn(lab, same) : [];
  await lingerOn(lab, [first]);
  await first.close();
  const tell = (asked: Asked): RunSaw => tellRun(lab, asked);
  const heard = overheard.length === 0 ? {} : { overheard };
  return { oneSocket: oneSocket.map(tell), sockets: sockets.map(tell), refused, ...heard };
}

/** A session that is asked nothing, opened first: where one user may have a single one, it is this that goes. */
async function openWitness(lab: Lab, user: User): Promise<readonly Session[]> {
  if (lab.contract.events.audience === "user") return [];
  const opening = await openFor(lab, user);
  return "session" in opening ? [opening.session] : [];
}

/** One question on each of these at once. */
async function askOn(lab: Lab, sessions: readonly Session[]): Promise<readonly Asked[]> {
  const self = await lab.user();
  const open = sessions.filter(({ isOpen }) => isOpen);
  return await Promise.all(
    open.map((session, n) => {
      const name = `question ${n + 1} of ${open.length} at once`;
      const { user = self } = session;
      return ask(lab, { name, session, user, question: newQuestion(lab.contract) });
    }),
  );
}
