import { readText } from "../../../../contract/field.ts";
import type { Answer } from "../../../wire/http/operation.ts";
import type { Cast } from "./cast.ts";

/** Questions over HTTP: what answers them, and how. */
export async function askAgents(cast: Cast): Promise<void> {
  await Promise.all([askInTurn(cast), askAtOnce(cast), startAgents(cast), useTools(cast)]);
}

async function askInTurn(cast: Cast): Promise<void> {
  const { owner, other } = cast;
  const [agent = ""] = cast.lab.contract.agents;
  const threads = [await threadOf(cast), await threadOf(cast)];
  const questions = [cast.question(), cast.question(), cast.question()] as const;
  const [first, second, third] = questions;
  const scope = (at: number) => (threads[at] === undefined ? {} : { threadId: threads[at] });
  const one = await cast.does(owner, "execute", { prompt: first.prompt, ...scope(0) });
  if (other !== undefined) await cast.does(other, "execute", { prompt: second.prompt });
  const two = await cast.does(owner, "execute", { prompt: third.prompt, ...scope(1) });
  if (agent !== "") await cast.does(owner, "executeAgent", { ...third, agent });
  judgeAnswers(
    cast,
    [one, two],
    questions.map(({ canary }) => canary),
  );
  await findAnswer(cast, threads[0], one);
  const retried = await cast.does(owner, "executeRetried", { prompt: first.prompt });
  if (retried !== undefined && Number(cast.text(retried, "attempts")) < 2)
    cast.notes("downgraded", "a second attempt was asked for, and only one was made");
  const empty = await cast.tries(owner, "execute", { values: first, body: {} });
  if (empty === undefined) return;
  if ((empty.saw.status ?? 0) >= 500) cast.calls.push(empty.saw);
  else if ((empty.saw.status ?? 400) < 300)
    cast.notes("manners", "a question without words is welcome");
}

async function threadOf(cast: Cast): Promise<string | undefined> {
  const made = await cast.does(cast.owner, "createThread", { title: "gapproof asks" });
  const id = cast.text(made, "threadId");
  return id === "" ? undefined : id;
}

/** What {@link Cast.question} puts into questions, whoever asks them. */
const canary = /\bgp[0-9a-f]{10}\b/g;

function judgeAnswers(
  cast: Cast,
  answers: readonly (Answer | undefined)[],
  canaries: readonly string[],
): void {
  const [one, two] = answers.map((answer) => cast.text(answer, "answer"));
  if (one === undefined || two === undefined || one === "" || two === "") return;
  const [first = "", foreign = ""] = canaries;
  if (one === two) cast.notes("unfounded", "two different questions get the very same answer");
  const words = `${one} ${two}`.match(canary) ?? [];
  if (words.some((word) => word === foreign || !cast.canaries.includes(word)))
    cast.notes("foreign", "an answer holds the words of somebody else");
  else if (two.includes(first)) cast.notes("unfounded", "an answer holds words of another thread");
  const missing = cast.lackingReport(answers[1]);
  if (missing.length > 0)
    cast.notes("downgraded", `over HTTP, the report of an answer lacks ${missing.join(", ")}`);
}

/** The answer to a question asked in a thread is part of that thread. */
async function findAnswer(cast: Cast, threadId: string | undefined, answer: Answer | undefined) {
  const { history } = cast.lab.contract;
  if (threadId === undefined || answer === undefined || history === undefined) return;
  const told = await cast.does(cast.owner, "threadMessages", { threadId });
  if (
    told === undefined ||
    cast.lab.contract.operations.threadMessages?.read.messages === undefined
  )
    return;
  const roles = [told.read("messages")].flat().map((one) => readText(one, history.role) ?? "");
  const asked = roles.some((role) => history.question.includes(role));
  const answered = roles.some((role) => history.answer.includes(role));
  if (asked && !answered) cast.notes("lost", "a thread holds the question and not its answer");
}

/** Two that take their time, side by side. */
async function askAtOnce(cast: Cast): Promise<void> {
  const { delayMs } = cast.lab.contract.http;
  if (delayMs === undefined || !cast.has("executeDelayed")) return;
  const both = await Promise.all(
    [1, 2].map(() => cast.tries(cast.owner, "executeDelayed", { values: cast.question() })),
  );
  const times = both.flatMap((one) => (one?.saw.ok ? [one.saw.elapsedMs] : []));
  const [quick = 0, slow = 0] = times.toSorted((a, b) => a - b);
  if (times.length < 2 || slow - quick < delayMs * 0.75 || slow < delayMs * 1.75) return;
  const told = `${Math.round(quick)} and ${Math.round(slow)} ms`;
  cast.notes("stalled", `two questions at once that take ${delayMs} ms each take ${told}`);
}

async function startAgents(cast: Cast): Promise<void> {
  const { owner } = cast;
  const { lifecycle } = cast.lab.contract;
  const { prompt } = cast.question();
  const started = await cast.does(owner, "startAgent", { prompt });
  const agentId = cast.text(started, "agentId");
  if (lifecycle === undefined || agentId === "") return;
  const states = await cast.does(owner, "agentStates");
  if (states !== undefined && !states.text.includes(agentId))
    cast.notes("lost", "an agent that was started is not among its owner's");
  await meddle(cast, agentId);
  if ((await cast.does(owner, "stopAgent", { agentId })) === undefined) return;
  const after = await cast.does(owner, "agentStates");
  const all = after === undefined ? [] : [after.read("agents")].flat();
  const own = all.find((one) => readText(one, lifecycle.id) === agentId);
  const state = readText(own, lifecycle.status);
  if (state !== undefined && lifecycle.started.includes(state))
    cast.notes("downgraded", `an agent that was stopped, as it said, is "${state}"`);
}

/** Somebody else looks at an agent that is not theirs, and tries to stop it. */
async function meddle(cast: Cast, agentId: string): Promise<void> {
  const { other } = cast;
  if (other === undefined) return;
  const theirs = await cast.does(other, "agentStates");
  if (theirs?.text.includes(agentId)) cast.notes("foreign", "a stranger is shown another's agents");
  const stop = await cast.tries(other, "stopAgent", { values: { agentId } });
  if (stop?.saw.ok) cast.notes("foreign", "a stranger stops another's agent");
}

/** Tools that are called in tests: all of a small set. */
const mostTools = 5;

async function useTools(cast: Cast): Promise<void> {
  const { tools } = cast.lab.contract;
  if (tools === undefined || !cast.has("listTools", "callTool")) return;
  const list = await cast.does(cast.owner, "listTools");
  const names = [list?.read("tools")].flat().map((one) => readText(one, tools.name) ?? "");
  const [one, two] = [cast.question(), cast.question()];
  const unknown = { tool: `nothing-${one.canary}`, prompt: one.prompt };
  const refused = await cast.tries(cast.owner, "callTool", { values: unknown });
  if (refused?.saw.ok)
    cast.notes("downgraded", "a tool that does not exist is called with success");
  const called = names.filter((name) => name !== "").slice(0, mostTools);
  const results = await Promise.all(
    [one, two].map(async ({ prompt }) => {
      const all = called.map((tool) => cast.does(cast.owner, "callTool", { tool, prompt }));
      return (await Promise.all(all)).map((answer) => cast.text(answer, "result")).join("\n");
    }),
  );
  const [first = "", second = ""] = results;
  if (first.trim() !== "" && first === second)
    cast.notes("unfounded", "tools say the same whatever they are given");
}
