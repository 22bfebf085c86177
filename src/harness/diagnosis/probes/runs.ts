import type { QuestionVariant } from "../../../contract/contract.ts";
import { matches } from "../../../contract/match.ts";
import { newQuestion, newVariant } from "../../wire/run/question.ts";
import type { Session } from "../../wire/session.ts";
import type { User } from "../../wire/user/user.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { type Asked, type Asking, ask, lingerOn } from "./runs/asking.ts";
import { openFor, somebodyElse } from "./runs/people.ts";
import { thinReport } from "./runs/report.ts";
import { askInRow } from "./runs/row.ts";
import { describeRun, isLossy, runSymptoms } from "./runs/run-saw.ts";
import { storedOf } from "./runs/stored.ts";
import { tellRun } from "./runs/tell.ts";
import { afterFailure, type HttpRunSaw, noReport, type RunsSaw } from "./runs-saw.ts";

export const runs: Probe<"runs"> = {
  name: "runs",
  title: "questions that lack data or fail, one over HTTP, and what is stored of them",
  costMs: 500,
  // Several rounds, each for as long as the contract lets a run take.
  limitMs: 240_000,
  run: look,
  describe: ({ runs: all, row = [], stored, http, reader }) =>
    [
      ...[...all, ...row].map(describeRun),
      ...(http === undefined ? [] : [`over HTTP: ${http.status}`]),
      ...(stored === undefined
        ? []
        : [
            `stored: ${stored.heard - stored.lost.length} of ${stored.heard} events, ${stored.kept.join(", ")}`,
          ]),
      ...(reader === undefined ? [] : [`a reader: ${reader.refused ? "refused" : "not refused"}`]),
    ].join("; "),
  symptoms: ({ runs: all, stored, http, reader }) => [
    ...all.flatMap(runSymptoms),
    ...(stored !== undefined && stored.lost.length > 0
      ? ["events that were told are not stored"]
      : []),
    ...(stored?.kept.some((kept) => kept !== "answer") === true
      ? ["an answer that was given is not in its thread"]
      : []),
    ...(stored?.stranger?.isShown === true ? ["somebody else is shown the events of a run"] : []),
    ...(http !== undefined && !http.ok
      ? [`a question over HTTP is answered with ${http.status}`]
      : []),
    ...(reader !== undefined && reader.events.length > 0
      ? ["the question of somebody who may only read is run"]
      : []),
  ],
};

async function look(lab: Lab): Promise<RunsSaw | NotRun> {
  const [user, other] = await Promise.all([lab.user(), somebodyElse(lab)]);
  const opening = await openFor(lab, user);
  if ("refused" in opening) return { notRun: `no session: ${opening.refused}` };
  const { session } = opening;
  const { asked, http, reader } = await askAll(lab, session, user);
  await lingerOn(lab, [session]);
  const last = asked.findLast(({ name, run }) => name === afterFailure && run.isOver);
  const stored = last === undefined ? undefined : await storedOf(lab, last, other);
  await session.close();
  const told = asked.map((one) => tellRun(lab, one));
  const struck = asked[told.findIndex((one) => one.over && isLossy(one))];
  return {
    runs: told,
    ...(struck === undefined ? {} : { row: await askInRow(lab, struck) }),
    ...(http === undefined ? {} : { http }),
    ...(stored === undefined ? {} : { stored }),
    ...(reader === undefined ? {} : { reader }),
  };
}

/** Two runs at once, then a failure, then an ordinary one: each for as long as the session stands. */
async function askAll(
  lab: Lab,
  session: Session,
  user: User,
): Promise<Pick<RunsSaw, "http" | "reader"> & { readonly asked: readonly Asked[] }> {
  const { contract } = lab;
  const variants = contract.question.variants;
  const asking = (variant: QuestionVariant, name: string): readonly Asking[] =>
    variants[variant] === undefined
      ? []
      : [{ name, variant, session, user, question: newVariant(contract, variant) }];
  const lacking = [
    ...asking("withoutData", "a question without its data"),
    ...asking("partialData", "a question with some of its data"),
  ];
  const [http, ...asked] = await Promise.all([
    askOverHttp(lab, user),
    ...lacking.map((one) => ask(lab, one)),
  ]);
  // In between, so that what comes next does not come on top of what was.
  const reader = await askAsReader(lab, user).catch(() => undefined);
  const ordinary = { name: afterFailure, session, user, question: newQuestion(contract) };
  for (const one of [...asking("failing", "a question in which an agent fails"), ordinary]) {
    if (session.isOpen) asked.push(await ask(lab, one));
  }
  return {
    asked,
    ...(http === undefined ? {} : { http }),
    ...(reader === undefined ? {} : { reader }),
  };
}

async function askOverHttp(lab: Lab, user: User): Promise<HttpRunSaw | undefined> {
  const { contract, wire } = lab;
  const { execute } = contract.operations;
  if (execute?.read.answer === undefined) return undefined;
  const question = newQuestion(contract);
  const answer = await wire.api.call("execute", { ...question }, { user }).catch(() => undefined);
  if (answer === undefined) return undefined;
  const { ok, status } = answer;
  const said = ok ? answer.read("answer") : undefined;
  const promised = ok && contract.events.report.length > 0 && execute.read.report !== undefined;
  const report = promised ? answer.read("report") : undefined;
  const lacks =
    report === undefined || report === null
      ? [noReport]
      : thinReport(contract, report, { variant: undefined, canary: question.canary }).map(
          ({ text }) => text,
        );
  return {
    ...{ ok, status, onQuestion: String(said ?? "").includes(question.canary) },
    ...(promised ? { reportLacks: lacks } : {}),
  };
}

/** Asks with a token that only permits to read; `undefined` where none can be had. */
async function askAsReader(lab: Lab, user: User): Promise<RunsSaw["reader"]> {
  const { contract, wire } = lab;
  const { permissions } = contract.auth;
  const { forbidden } = contract.websocket;
  if (permissions === undefined || forbidden === undefined) return undefined;
  const claims = { [permissions.claim]: permissions.readOnly };
  const token = await wire.users.mint(user, claims);
  const opening = await openFor(lab, { ...user, token });
  if ("refused" in opening) return undefined;
  const { session } = opening;
  const run = session.start(newQuestion(contract));
  const wait = { what: "the refusal of a question" };
  const answer = await session
    .next((message) => matches(contract, forbidden, message) || run.events.length > 0, wait)
    .catch(() => undefined);
  await lingerOn(lab, [session]);
  await session.close();
  const refused = answer !== undefined && matches(contract, forbidden, answer.message);
  const types = run.types.filter((type) => !forbidden.types.includes(type));
  return { refused, events: types.slice(0, 5) };
}
