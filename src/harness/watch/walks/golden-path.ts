import type { Contract } from "../../../contract/contract.ts";
import type { Question } from "../../wire/run/question.ts";
import type { Run } from "../../wire/run/run.ts";
import { identityIn } from "../../wire/user/token.ts";
import type { User } from "../../wire/user/user.ts";
import { arrive, speak } from "../arrive.ts";
import { Misstep } from "../misstep.ts";
import type { Scene, Walk } from "../walk.ts";

/**
 * From a connection over a question to its answer, through every event the contract requires. The login is not
 * walked anew: a login that makes no account is the exception, and hundreds of accounts on somebody else's deployment
 * are no measurement. What comes too late is not waited for: the
 * user has the answer, and checks look for stragglers.
 */
export const goldenPathWalk: Walk = {
  journey: "golden-path",
  goal: "answered",
  requests: 0,
  // Questions and events are what a contract is made of.
  obstacle: () => undefined,
  async walk(scene) {
    const session = await arrive(scene);
    const question = scene.context.question();
    const run = await speak(session, async () => session.start(question));
    try {
      await run.finished();
    } finally {
      if (run.firstEventMs !== undefined) scene.sight.firstEventMs = run.firstEventMs;
    }
    demandGood(run, question, scene);
  },
};

/** @throws Misstep for the first thing that is not as promised, gravest first */
function demandGood(run: Run, question: Question, { context, user }: Scene): void {
  const { events } = context.contract;
  const { terminal, deviations, missing } = run;
  if (run.hasFailed) throw new Misstep("run failed", `it ended with ${terminal?.type}`);
  if (missing.length > 0) throw new Misstep("events missing", missing.join(", "));
  const status = terminal?.field(events.fields.status);
  if (events.succeeded.length > 0 && !events.succeeded.includes(String(status)))
    throw new Misstep("run without success", `its last event says ${JSON.stringify(status)}`);
  const [first] = deviations;
  if (first !== undefined) {
    const all = deviations.map(({ message }) => message).join("; ");
    throw new Misstep(`events deviate: ${first.kind.replaceAll("-", " ")}`, all);
  }
  const own = knownId(user, context.contract);
  const strangers = run.events.flatMap(({ userId }) => (userId === own ? [] : (userId ?? [])));
  if (own !== undefined && strangers.length > 0)
    throw new Misstep("events for somebody else", [...new Set(strangers)].join(", "));
  if (run.answer?.includes(question.canary) !== true)
    throw new Misstep("answer without its canary", quoted(run.answer));
}

/** Who the backend takes the user for, where anybody knows: an opaque token that was given does not say whose it is. */
function knownId({ id, email, token, origin }: User, contract: Contract): string | undefined {
  const told = origin === "given" ? identityIn(contract, token).id : id;
  return told === email ? undefined : told;
}

function quoted(answer: string | undefined): string {
  return answer === undefined ? "there is none" : JSON.stringify(answer.slice(0, 300));
}
