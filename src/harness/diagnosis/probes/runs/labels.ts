import { readText } from "../../../../contract/field.ts";
import { eventName } from "../../../wire/run/deviation.ts";
import { eventTypes, type RunEvent } from "../../../wire/run/event.ts";
import type { Heard } from "./heard.ts";
import type { Oddity } from "./run-saw.ts";

/** Events that carry wrong ids, come twice, or show what they must not. */
export function labelOddities(heard: Heard): readonly Oddity[] {
  return [
    ...foreignIds(heard),
    ...strayEvents(heard),
    ...lostEvents(heard),
    ...secondRun(heard),
    ...repeats(heard),
    ...shownTokens(heard),
  ];
}

/** A run that begins when one of the same id is over. */
function secondRun({ contract, events, end, owner }: Heard): readonly Oddity[] {
  const [first] = events;
  const again = events.find(
    ({ type, agent, raw }, at) =>
      end >= 0 &&
      at > end &&
      type === contract.events.started &&
      agent === owner &&
      JSON.stringify(raw) !== JSON.stringify(first?.raw),
  );
  if (again === undefined) return [];
  return [
    mislabelled(`another run of the thread begins under the id ${again.runId ?? "of nobody"}`),
  ];
}

function foreignIds({ events, question, user }: Heard): readonly Oddity[] {
  // Who a given token stands for is only a guess.
  const userId = user.origin === "given" ? undefined : user.id;
  return events.flatMap((event): Oddity[] => {
    const isForeign = userId !== undefined && event.userId !== undefined && event.userId !== userId;
    const isElsewhere = event.threadId !== undefined && event.threadId !== question.threadId;
    // Named after what somebody else chose, it is no name of this run.
    const isNoRun = event.runId !== undefined && event.runId === event.threadId;
    return [
      ...(isNoRun ? [mislabelled(`${eventName(event)} names the thread as its run`)] : []),
      ...(isForeign ? [mislabelled(`${eventName(event)} names the user ${event.userId}`)] : []),
      ...(isElsewhere
        ? [mislabelled(`${eventName(event)} names the thread ${event.threadId}`)]
        : []),
    ];
  });
}

/** Events of the question's own thread, or of none, that say they belong to another run. */
function strayEvents({ contract, strays, question }: Heard): readonly Oddity[] {
  const known = eventTypes(contract);
  return strays
    .filter(
      ({ type, threadId = question.threadId }) => known.has(type) && threadId === question.threadId,
    )
    .map((event) => mislabelled(`${eventName(event)} names the run ${event.runId ?? "of nobody"}`));
}

/** The events of a question nothing was heard of, under the name of a thread in which nobody asked. */
function lostEvents({ contract, events, strays, question }: Heard): readonly Oddity[] {
  if (events.length > 0) return [];
  const known = eventTypes(contract);
  return strays
    .filter(
      ({ type, threadId = question.threadId }) => known.has(type) && threadId !== question.threadId,
    )
    .map((event) => mislabelled(`${eventName(event)} names the thread ${event.threadId}`));
}

function repeats({ contract, events }: Heard): readonly Oddity[] {
  const { fields, report } = contract.events;
  const reports = events.filter(({ type }) => report.includes(type));
  const twice = reports
    .slice(1)
    .map(({ type }): Oddity => ({ kind: "twice", text: `${type} came more than once` }));
  const texts = new Map<string, string>();
  const found = events.flatMap((event): Oddity[] => {
    const text = JSON.stringify(event.raw);
    const id = readText(event.raw, fields.eventId ?? []) ?? text;
    const first = texts.get(id);
    texts.set(id, text);
    if (first === undefined) return [];
    if (first === text)
      return [{ kind: "twice", text: `${eventName(event)} came twice, word for word` }];
    return [mislabelled(`${eventName(event)} has the event id of another event`)];
  });
  return [...twice, ...found];
}

function shownTokens({ events, user }: Heard): readonly Oddity[] {
  const token = user.token.reveal();
  const forms = [token, Buffer.from(token).toString("base64url")];
  const isShown = ({ raw }: RunEvent): boolean => {
    const text = JSON.stringify(raw);
    return forms.some((form) => text.includes(form));
  };
  const shown = events.find(isShown);
  if (shown === undefined) return [];
  return [{ kind: "token-shown", text: `${eventName(shown)} holds the user's own token` }];
}

function mislabelled(text: string): Oddity {
  return { kind: "mislabelled", text };
}
