import { newQuestion, newVariant } from "../../../wire/run/question.ts";
import type { Lab } from "../../lab.ts";
import { type Asked, type Asking, ask } from "./asking.ts";
import { openFor } from "./people.ts";
import { isLossy, type RunSaw } from "./run-saw.ts";
import { tellRun } from "./tell.ts";

/** As many whole answers say that the question is answered in full, however often it is asked. */
const most = 6;

/**
 * Asks a question that was answered in part again, on a connection of its own: one after the other, until
 * something is missing again. What lacks something from the first is another matter than what comes to lack it.
 */
export async function askInRow(lab: Lab, struck: Asked): Promise<readonly RunSaw[]> {
  const opening = await openFor(lab, struck.user);
  if ("refused" in opening) return [];
  const { session } = opening;
  const row: RunSaw[] = [];
  while (row.length < most && session.isOpen && !row.some(isLossy)) {
    const name = `${struck.name}, number ${row.length + 1} on a connection of its own`;
    row.push(tellRun(lab, await ask(lab, { ...anew(lab, struck), name, session })));
  }
  await session.close();
  return row;
}

function anew(
  { contract }: Lab,
  { variant, user }: Asked,
): Pick<Asking, "question" | "user"> & {
  readonly variant?: Asking["variant"] & string;
} {
  if (variant === undefined) return { user, question: newQuestion(contract) };
  return { user, question: newVariant(contract, variant), variant };
}
