import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { somebodyElse } from "./runs/people.ts";
import type { StreamRunSaw, StreamSaw } from "./stream-saw.ts";
import { readStream, type StreamAsking } from "./streams.ts";

/** Until a server has noticed that nobody reads any more. Milliseconds. */
const noticedMs = 250;

export const stream: Probe<"stream"> = {
  name: "stream",
  title: "answers that come bit by bit over HTTP",
  costMs: 1_050,
  limitMs: 25_000,
  run: look,
  describe: (saw) => streamsIn(saw).map(describeStream).join("; ") || "the contract promises none",
  symptoms: ({ stranger, refusedBy, ...others }) => [
    ...streamsIn(others).flatMap(symptomsOf),
    ...(stranger?.ok === true && refusedBy !== undefined
      ? ["a stranger is answered with a stream"]
      : []),
  ],
};

async function look(lab: Lab): Promise<StreamSaw> {
  const { operations, auth } = lab.contract;
  if (operations.stream === undefined && operations.streamSlow === undefined) return {};
  const [user, other] = await Promise.all([lab.user(), somebodyElse(lab)]);
  const read = (name: string, rest: Omit<StreamAsking, "name" | "user">) =>
    readStream(lab, { name, user, ...rest });
  const [plain, slow, failing, events, stranger, afterHangUp] = await Promise.all([
    read("a stream", { operation: "stream", expects: "answer" }),
    read("a slow stream", { operation: "streamSlow", expects: "answer" }),
    read("a stream in which an agent fails", { operation: "streamFailing", expects: "failure" }),
    read("the stream of events", { operation: "eventStream", expects: "records" }),
    auth.enforced && operations.stream?.authenticated === true
      ? readStream(lab, {
          name: "a stranger's stream",
          operation: "stream",
          user: null,
          expects: "answer",
        })
      : undefined,
    other === undefined ? undefined : afterHangingUp(lab, other),
  ]);
  return Object.fromEntries(
    Object.entries({
      ...{ plain, slow, failing, events, stranger, afterHangUp },
      refusedBy: auth.enforced ? auth.refusedStatuses : undefined,
    }).filter(([, value]) => value !== undefined),
  );
}

/** Hangs up on a stream in its middle, and asks for another. */
async function afterHangingUp(
  lab: Lab,
  user: NonNullable<StreamAsking["user"]>,
): Promise<StreamRunSaw | undefined> {
  const { streamSlow } = lab.contract.operations;
  if (streamSlow === undefined) return undefined;
  const first = { name: "a stream that is hung up on", operation: "streamSlow" } as const;
  const left = await readStream(lab, { ...first, user, expects: "answer", hangUp: true });
  if (left?.ok !== true) return undefined;
  // A server learns of it only when it next writes.
  await lab.pause(noticedMs);
  const name = "a stream after one that was hung up on";
  return await readStream(lab, { name, operation: "stream", user, expects: "answer" });
}

function streamsIn(saw: Partial<StreamSaw>): readonly StreamRunSaw[] {
  const { plain, slow, failing, events, stranger, afterHangUp } = saw;
  return [plain, slow, failing, events, stranger, afterHangUp].flatMap((one) => one ?? []);
}

function describeStream({ name, status, records, ending, oddities, why }: StreamRunSaw): string {
  const last = records.at(-1)?.[1] ?? 0;
  const odd = oddities.slice(0, 2).map(({ kind, text }) => `, ${kind}: ${text}`);
  const what = status === undefined ? (why ?? "no answer") : `HTTP ${status}`;
  return `${name}: ${what}, ${records.length} records, ${ending} at ${Math.round(last)} ms${odd.join("")}`;
}

function symptomsOf({ name, ok, status, ending, oddities }: StreamRunSaw): readonly string[] {
  if (!ok) return [`${name} is answered with ${status ?? "nothing"}`];
  return [
    ...(ending === "ended" || ending === "cancelled" ? [] : [`${name} is ${ending}`]),
    ...oddities.slice(0, 2).map(({ text }) => `${name}: ${text}`),
  ];
}
