import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readText } from "../../../src/contract/field.ts";
import type { Deviation } from "../../../src/harness/wire/run/deviation.ts";
import { type RunEvent, readEvent, timestampMs } from "../../../src/harness/wire/run/event.ts";
import { deviations, missingTypes } from "../../../src/harness/wire/run/sequence.ts";
import type { Frame } from "../../../src/harness/wire/socket/inbox.ts";
import { proves } from "../../catalogue/proves.ts";
import { healthyRun, sampleContract } from "./sample-contract.ts";

type Message = Record<string, unknown>;

function frameOf(message: unknown, n: number): Frame {
  const text = JSON.stringify(message) ?? "";
  const type = readText(message, sampleContract.events.fields.type);
  const rest = { json: true, binary: false, bytes: text.length, arrivedAt: new Date(n) };
  return { n, message, text, type, arrivedMs: n, ...rest };
}

function events(messages: readonly unknown[]): RunEvent[] {
  return messages
    .map((message, n) => readEvent(sampleContract, frameOf(message, n)))
    .filter((event) => event !== undefined);
}

function kinds(messages: readonly unknown[]): string[] {
  return deviations(sampleContract, events(messages)).map(({ kind }) => kind);
}

const healthy = healthyRun() as Message[];
const without = (n: number): Message[] => healthy.toSpliced(n, 1);
const late = without(1).toSpliced(3, 0, { ...healthy[1], at: 1_900_000_004 });
const changed = (n: number, change: Message): Message[] =>
  healthy.with(n, { ...healthy[n], ...change });

describe("a healthy run", () => {
  test("has no deviations", proves("H35"), () => {
    expect(deviations(sampleContract, events(healthy))).toEqual([]);
  });

  test("may think, use tools and stream as often as it likes", () => {
    const [thinking, open, close, chunk] = [1, 3, 4, 5].map((n) => healthy[n]);
    const repeated = [thinking, open, open, close, close, chunk].map((message) => ({
      ...message,
      at: 1_900_000_004,
    }));
    expect(kinds(healthy.toSpliced(5, 0, ...repeated))).toEqual([]);
  });
});

describe("deviations", () => {
  test.for<readonly [string, Message[], string[]]>([
    ["a required type that never came", without(1), ["missing-required"]],
    ["a required type too late", late, ["wrong-order"]],
    [
      "a run that does not begin with its own start",
      without(0),
      ["started-not-first", "missing-bookend"],
    ],
    ["a run without its own end", without(9), ["missing-bookend"]],
    [
      "two ends of one run",
      [...healthy, { ...healthy[9] }],
      ["duplicate-bookend", "event-after-terminal"],
    ],
    [
      "an event after the end",
      [...healthy, { ...healthy[5], at: 1_900_000_010 }],
      ["event-after-terminal"],
    ],
    [
      "a tool that never ends",
      healthy.toSpliced(4, 1, { ...healthy[3], at: 1_900_000_004 }),
      ["missing-required", "unpaired-open", "unpaired-open"],
    ],
    [
      "a tool that ends under another name",
      changed(4, { tool: "other" }),
      ["unpaired-open", "unpaired-close"],
    ],
    ["a step that never ends", without(7), ["unpaired-step"]],
    ["an event without ids", changed(3, { run: undefined, user: undefined }), ["missing-id"]],
    ["two threads in one run", changed(3, { thread: "elsewhere" }), ["mixed-ids"]],
    ["an event without a time", changed(3, { at: undefined }), ["missing-timestamp"]],
    ["time that runs backwards", changed(3, { at: 1_800_000_000 }), ["decreasing-timestamp"]],
    ["a tool without a result", changed(4, { result: undefined }), ["missing-tool-result"]],
    ["a thought without content", changed(1, { thought: "  " }), ["missing-thought"]],
    ["an end without an answer", changed(9, { answer: "" }), ["missing-answer"]],
  ])("name %s", proves("H35"), ([, messages, expected]) => {
    expect(kinds(messages)).toEqual(expected);
  });

  test("name a nameless tool, which then pairs with nothing", () => {
    expect(kinds(changed(4, { tool: undefined }))).toContain("missing-tool");
  });

  test("say what exactly, and where", () => {
    const [deviation] = deviations(sampleContract, events(changed(3, { at: 1_900_000_001 })));
    expect(deviation).toEqual<Deviation>({
      kind: "decreasing-timestamp",
      message: "tool_start (search) is stamped 1000 ms before an earlier event",
      at: 3,
    });
  });

  test("do not ask a failed run for its completion", () => {
    const [started] = healthy;
    const failed = [started, { ...started, type: "failed" }];
    expect(kinds(failed)).not.toContain("missing-bookend");
    expect(missingTypes(sampleContract, events(failed))).toEqual([
      "thinking",
      "tool_start",
      "tool_end",
      "completed",
    ]);
  });

  test("are found whichever event of a healthy run is lost, chunks and reports excepted", () => {
    fc.assert(
      fc.property(fc.nat({ max: healthy.length - 1 }), (n) => {
        const optional = ["chunk", "report"].includes(String(healthy[n]?.type));
        expect(kinds(without(n)).length > 0).toBe(!optional);
      }),
    );
  });

  test("never throw on what a server may send", () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (messages) => {
        const typed = messages.map((message, n) =>
          typeof message === "object"
            ? { type: healthy[n % 10]?.type, run: "r", ...message }
            : message,
        );
        expect(() => kinds(typed)).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });
});

describe("readEvent", () => {
  test.for([
    ["noise", { type: "heartbeat", run: "r" }],
    ["a greeting", { type: "hello", run: "r" }],
    ["a message of an unknown type without ids", { type: "weather" }],
    ["a message without a type", { run: "r" }],
  ])("does not take %s for an event", ([, message]) => {
    expect(readEvent(sampleContract, frameOf(message, 0))).toBeUndefined();
  });

  test("takes an unknown type with the run's id for one", () => {
    const event = readEvent(sampleContract, frameOf({ type: "weather", run: "r", sky: "blue" }, 0));
    expect(event).toMatchObject({ type: "weather", runId: "r", userId: undefined });
    expect(event?.field(["sky"])).toBe("blue");
  });

  test.for([
    [1_900_000_000, 1_900_000_000_000],
    [1_900_000_000_123, 1_900_000_000_123],
    ["2030-03-17T17:46:40+00:00", 1_900_000_000_000],
    ["soon", undefined],
  ] as const)("reads the time %s", ([at, expected]) => {
    const [event] = events([{ type: "chunk", at }]);
    expect(event?.timestamp).toBe(at);
    expect(event === undefined ? undefined : timestampMs(event)).toBe(expected);
  });
});
