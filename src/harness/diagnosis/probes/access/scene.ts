import { randomUUID } from "node:crypto";
import type { OperationName } from "../../../../contract/contract.ts";
import type { TemplateValues } from "../../../../contract/template.ts";
import { redact } from "../../../../ground/redact.ts";
import type { CallOptions } from "../../../wire/http/api.ts";
import type { Answer } from "../../../wire/http/operation.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import type { AccessTopic, AccessTrial } from "../access-saw.ts";

/** Two people, and what the first of them has. */
export interface AccessScene {
  readonly lab: Lab;
  readonly owner: User;
  /** Absent where only one identity can be had. */
  readonly other?: User;
  /** Of the owner, as far as they could be made. */
  readonly things: TemplateValues;
  /** Answers the owner got on the way. */
  readonly made: readonly Answer[];
}

/** How long one call may take that nobody waits for. Milliseconds. */
const callMs = 3_000;

/** Becomes two users and makes the first a thread with a message in it. @throws UserUnavailable */
export async function setScene(lab: Lab): Promise<AccessScene> {
  const owner = await lab.user();
  const other = await lab.wire.users.obtain().catch(() => undefined);
  const values: Record<string, unknown> = {
    ...{ title: `gapproof ${randomUUID()}`, prompt: `gapproof ${randomUUID()}` },
    ...{ name: "gapproof", limit: "1", offset: "0", type: "", tool: "gapproof" },
    ...{ agent: lab.contract.agents[0] ?? "gapproof", agentId: randomUUID(), runId: randomUUID() },
    userId: owner.id,
  };
  const made: Answer[] = [];
  for (const [name, read] of [
    ["createThread", "threadId"],
    ["createMessage", "messageId"],
  ] as const) {
    const operation = lab.contract.operations[name];
    if (operation?.read[read] === undefined) continue;
    const answer = await tryCall(lab, name, { values, user: owner });
    if (answer === undefined) continue;
    made.push(answer);
    const id = answer.ok ? answer.read(read) : undefined;
    if (typeof id === "string") values[read] = id;
  }
  return { lab, owner, ...(other === undefined ? {} : { other }), things: values, made };
}

/** Who calls, how, and with what in the operation's placeholders. */
interface Attempt extends CallOptions {
  readonly values?: TemplateValues;
}

/** The answer, or nothing when there is none or a value is missing. */
export async function tryCall(
  lab: Lab,
  name: OperationName,
  { values = {}, ...options }: Attempt,
): Promise<Answer | undefined> {
  if (lab.contract.operations[name] === undefined) return undefined;
  try {
    // Through the wire, which takes away again what was made on somebody else's deployment.
    return await lab.wire.call(name, values, { timeoutMs: callMs, ...options });
  } catch {
    return undefined;
  }
}

/** @param who - `as nobody`, `with a token that may only read` */
export function trialOf(
  topic: AccessTopic,
  answer: Answer,
  { who, lapsed }: { readonly who: string; readonly lapsed: boolean },
): AccessTrial {
  const text = redact(`${answer.operation} ${who} is answered with HTTP ${answer.status}`);
  return { topic, at: answer.operation, text, lapsed };
}

export function isServed({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
