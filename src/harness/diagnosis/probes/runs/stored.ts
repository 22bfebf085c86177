import { readText } from "../../../../contract/field.ts";
import { eventTypes } from "../../../wire/run/event.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import type { Asked } from "./asking.ts";
import { keptOf } from "./kept.ts";
import type { Kept } from "./run-saw.ts";

/** What HTTP says of a run that was told over a socket. */
export interface StoredSaw {
  /** Status of the call that lists its events. */
  readonly status?: number;
  readonly heard: number;
  /** Types of events that were heard and are not stored. */
  readonly lost: readonly string[];
  /** What its thread holds, asked several times one after the other. */
  readonly kept: readonly Kept[];
  /** What somebody else is answered who asks for its events, and whether they are shown. */
  readonly stranger?: { readonly status: number; readonly isShown: boolean };
}

/** An instance among so many that does not know is met once. */
const readings = 4;

/** Looks a run up that is over, as its user and as somebody else. */
export async function storedOf(
  lab: Lab,
  asked: Asked,
  stranger: User | undefined,
): Promise<StoredSaw> {
  const { run, user, question } = asked;
  const kept: Kept[] = [];
  for (let n = 0; n < readings; n += 1) {
    const found = await keptOf(lab, { user, question });
    if (found !== undefined) kept.push(found);
  }
  const heard = run.events.length;
  const { runId } = run;
  if (lab.contract.operations.runEvents === undefined || runId === undefined) {
    return { heard, lost: [], kept };
  }
  const read = (reader: User) =>
    lab.wire.api.call("runEvents", { runId }, { user: reader }).catch(() => undefined);
  const [own, foreign] = await Promise.all([read(user), stranger && read(stranger)]);
  return {
    ...{ heard, kept, lost: own?.ok === true ? lostFrom(lab, asked, own.read("events")) : [] },
    ...(own === undefined ? {} : { status: own.status }),
    ...(foreign === undefined
      ? {}
      : {
          stranger: {
            status: foreign.status,
            isShown: foreign.ok && foreign.text.includes(question.canary),
          },
        }),
  };
}

/** Types of events that were heard, of those the contract knows, and are not among the stored ones. */
function lostFrom({ contract }: Lab, { run }: Asked, events: unknown): readonly string[] {
  if (!Array.isArray(events)) return [];
  const { eventId = [] } = contract.events.fields;
  const ids = new Set(events.map((event) => readText(event, eventId)));
  const known = eventTypes(contract);
  return run.events
    .filter(({ type, raw }) => {
      const id = readText(raw, eventId);
      return known.has(type) && id !== undefined && !ids.has(id);
    })
    .map(({ type }) => type);
}
