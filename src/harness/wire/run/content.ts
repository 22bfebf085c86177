import { readField, readText } from "../../../contract/field.ts";
import { type Deviation, eventName, type Rule, type Sequence } from "./deviation.ts";
import { eventTypes, timestampMs } from "./event.ts";

/** What must be in the events, one by one; their order is somebody else's rule. */
export const contentRules: readonly Rule[] = [
  idsPresent,
  idsAgree,
  timestamps,
  toolContent,
  thoughts,
  answered,
];

const idNames = ["runId", "threadId", "userId"] as const;

function idsPresent({ contract, events }: Sequence): Deviation[] {
  const known = eventTypes(contract);
  return events.flatMap((event, at) => {
    const missing = idNames.filter((name) => event[name] === undefined);
    if (missing.length === 0 || !known.has(event.type)) return [];
    return [{ kind: "missing-id", message: `${eventName(event)} lacks ${missing.join(", ")}`, at }];
  });
}

function idsAgree({ events }: Sequence): Deviation[] {
  return idNames.flatMap((name) => {
    const values = new Set(events.map((event) => event[name]).filter((id) => id !== undefined));
    if (values.size <= 1) return [];
    return [{ kind: "mixed-ids", message: `one run, several ${name}: ${[...values].join(", ")}` }];
  });
}

function timestamps({ contract, events }: Sequence): Deviation[] {
  const known = eventTypes(contract);
  let latest = Number.NEGATIVE_INFINITY;
  return events.flatMap((event, at): Deviation[] => {
    const time = timestampMs(event);
    if (time === undefined) {
      const message = `${eventName(event)} has no readable timestamp`;
      return known.has(event.type) ? [{ kind: "missing-timestamp", message, at }] : [];
    }
    const back = latest - time;
    latest = Math.max(latest, time);
    if (back <= 0) return [];
    const message = `${eventName(event)} is stamped ${back} ms before an earlier event`;
    return [{ kind: "decreasing-timestamp", message, at }];
  });
}

function toolContent({ contract, events }: Sequence): Deviation[] {
  const { pairs, fields } = contract.events;
  return events.flatMap((event, at): Deviation[] => {
    const isOpen = pairs.some(({ open }) => open === event.type);
    const isClose = pairs.some(({ close }) => close === event.type);
    if (!isOpen && !isClose) return [];
    if (event.tool === undefined) {
      return [{ kind: "missing-tool", message: `${event.type} names no tool`, at }];
    }
    if (isOpen || readField(event.raw, fields.toolResult) !== undefined) return [];
    const message = `${event.type} of "${event.tool}" carries no result`;
    return [{ kind: "missing-tool-result", message, at }];
  });
}

/** Required types that are neither bookends nor tools are the ones that tell what is being thought. */
function thoughts({ contract, events }: Sequence): Deviation[] {
  const { required, started, completed, pairs, fields } = contract.events;
  const others = new Set([
    started,
    completed,
    ...pairs.flatMap(({ open, close }) => [open, close]),
  ]);
  return events.flatMap((event, at): Deviation[] => {
    if (!required.includes(event.type) || others.has(event.type)) return [];
    if ((readText(event.raw, fields.thought) ?? "").trim() !== "") return [];
    return [{ kind: "missing-thought", message: `${eventName(event)} says nothing`, at }];
  });
}

function answered({ contract, events, end }: Sequence): Deviation[] {
  const last = events[end];
  const { completed, fields } = contract.events;
  if (last === undefined || last.type !== completed) return [];
  const answer = readField(last.raw, fields.answer);
  if (answer !== undefined && answer !== "" && JSON.stringify(answer) !== "{}") return [];
  return [{ kind: "missing-answer", message: `${eventName(last)} carries no answer`, at: end }];
}
