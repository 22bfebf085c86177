import { missingCapability } from "../../../contract/capability.ts";
import { revisionIn } from "../../wire/look.ts";
import { Misstep } from "../misstep.ts";
import type { Walk } from "../walk.ts";

/** The same question over HTTP; by somebody who never had a socket, where everybody is somebody new. */
export const httpFallbackWalk: Walk = {
  journey: "http-fallback",
  goal: "answered",
  requests: 1,
  obstacle: (contract) =>
    missingCapability(contract, "operation.execute") ??
    missingCapability(contract, "operation.execute.answer"),
  async walk({ context, user, sight }) {
    const { contract } = context;
    const question = context.question();
    const answer = await context.call("execute", { ...question }, { user });
    const revision = revisionIn(contract, answer.json);
    if (revision !== undefined) sight.revision = revision;
    const { status, said } = answer;
    if (!answer.ok) throw new Misstep(wordsFor(status, contract.operations.execute?.ok), said);
    if (!String(answer.read("answer") ?? "").includes(question.canary))
      throw new Misstep("answer without its canary", said);
  },
};

/** A status that is none of the good ones, or one whose body takes it back. */
function wordsFor(status: number, good: readonly number[] = []): string {
  return good.includes(status) ? `HTTP ${status} that denies itself` : `HTTP ${status}`;
}
