import type { CauseId } from "../../../ground/cause.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { tellEnd } from "../probes/endings.ts";
import type { HoldSaw, LineKind, LineSaw } from "../probes/hold-saw.ts";
import type { Rule } from "../rule.ts";
import { isOfAge, openTalk } from "./ended.ts";

/** What time does to connections. */
export const holdRules: readonly Rule[] = [
  rule("connections that end while they are held", judgeEndings),
  rule("connections that die and do not end", judgeDead),
  rule("connections nobody speaks on", judgeSilence),
  rule("a conversation that tires", judgeTiring),
];

function rule(name: string, judge: (hold: HoldSaw) => Finding | undefined): Rule {
  return {
    name,
    judge(evidence) {
      const hold = heldConnections(evidence);
      return hold === undefined ? undefined : judge(hold);
    },
  };
}

/** What was held, where a conversation alone found nothing to end or stall it. */
function heldConnections(evidence: Evidence): HoldSaw | undefined {
  const talk = openTalk(evidence);
  if (talk === undefined || (talk.end !== undefined && !isOfAge(talk)) || talk.frames.length === 0)
    return undefined;
  return evidence.of("hold");
}

function found(
  cause: CauseId,
  confidence: number,
  ...facts: readonly (string | undefined)[]
): Finding {
  const said = facts.flatMap((text) => text ?? []);
  return { cause, confidence, evidence: said.map((text) => ({ probe: "hold" as const, text })) };
}

function lineOf({ lines }: HoldSaw, kind: LineKind): LineSaw | undefined {
  return lines.find((line) => line.kind === kind && line.life === 1 && line.switched);
}

/** Ended, and not as the contract announces for a silence that long. */
function endedEarly({ promised }: HoldSaw, line: LineSaw | undefined): line is LineSaw {
  if (line?.end === undefined || line.end.turnsAway) return false;
  const { idleLimitMs } = promised;
  return idleLimitMs === undefined || line.ageMs < 0.8 * idleLimitMs || line.said > 0;
}

function tell(hold: HoldSaw, kind: LineKind): string | undefined {
  const line = lineOf(hold, kind);
  if (line === undefined) return undefined;
  const again = hold.lines.find((other) => other.kind === kind && other.life === 2);
  const twice = again?.end === undefined ? "" : `, and again after ${Math.round(again.ageMs)} ms`;
  const words = line.said === 0 ? "" : `, ${line.said} messages`;
  const what = line.end === undefined ? "lives on after" : `the server ${tellEnd(line.end)} after`;
  return `${manner[kind]}: ${what} ${Math.round(line.ageMs)} ms${words}${twice}`;
}

const manner: Readonly<Record<LineKind, string>> = {
  mute: "a connection that says nothing, not even pongs",
  still: "a connection that only answers pings",
  chatty: "a connection in use",
  brisk: "a connection in use twice as much",
};

function judgeEndings(hold: HoldSaw): Finding | undefined {
  const ended = (kind: LineKind): boolean => endedEarly(hold, lineOf(hold, kind));
  const facts = (["mute", "still", "chatty", "brisk"] as const).map((kind) => tell(hold, kind));
  const silent = ended("still");
  const busy = ended("chatty") && ended("brisk");
  if (silent && busy) return judgeAge(hold, facts);
  if (silent && !ended("chatty")) {
    const { heartbeatMs } = hold.promised;
    const lacks =
      heartbeatMs === undefined || lineOf(hold, "still")?.heartbeats !== 0
        ? undefined
        : `no heartbeat comes, where one is promised every ${heartbeatMs} ms`;
    return found("idle-timeout", 0.93, ...facts, lacks);
  }
  if (busy) return judgeAmount(hold, facts);
  if (ended("mute") && (lineOf(hold, "mute")?.pingsHeard ?? 0) > 0) {
    return found("keepalive-timeout", 0.6, ...facts, "the server sends ping frames");
  }
  return undefined;
}

/** An age at which a connection has hardly begun. Milliseconds. */
const youngMs = 200;

/** All ended, whatever was done on them. */
function judgeAge(hold: HoldSaw, facts: readonly (string | undefined)[]): Finding | undefined {
  const lines = hold.lines.filter(({ end }) => end !== undefined);
  const pinged = lines.every(({ pingsHeard }) => pingsHeard > 0);
  const closed = lines.every(({ end }) => end?.closed === true);
  if (pinged && closed) {
    return {
      ...found(
        "keepalive-timeout",
        0.9,
        ...facts,
        "the server sends ping frames, and gives up though pongs go out",
      ),
      others: ["lifetime-limit"],
    };
  }
  const ages = lines.map(({ ageMs }) => ageMs);
  if (Math.max(...ages) < youngMs) return undefined;
  if (Math.max(...ages) <= 1.6 * Math.min(...ages) + 60) {
    return { ...found("lifetime-limit", 0.92, ...facts), others: ["draining"] };
  }
  return {
    ...found(closed ? "draining" : "connection-cut", 0.75, ...facts),
    others: ["lifetime-limit"],
  };
}

/** Only those in use ended. */
function judgeAmount(hold: HoldSaw, facts: readonly (string | undefined)[]): Finding {
  const chatty = lineOf(hold, "chatty");
  const brisk = lineOf(hold, "brisk");
  const [said = 0, more = 0] = [chatty?.said, brisk?.said];
  const sameCount = Math.abs(said - more) <= Math.max(2, 0.15 * Math.max(said, more));
  if (chatty?.end?.closed !== true) {
    return { ...found("connection-cut", 0.86, ...facts), others: ["saturation"] };
  }
  if (sameCount) return found("saturation", 0.9, ...facts, `both end after ${said} messages or so`);
  return { ...found("crash-on-message", 0.7, ...facts), others: ["saturation"] };
}

function judgeDead(hold: HoldSaw): Finding | undefined {
  const dead = hold.lines.filter(({ alive }) => alive === false);
  const still = lineOf(hold, "still");
  if (dead.length === 0 || still === undefined) return undefined;
  const busy = lineOf(hold, "chatty");
  const idle = busy?.alive === true && still.alive === false;
  const amount = busy?.alive === false && still.alive === true;
  const names = [...new Set(dead.map(({ kind }) => kind))].join(", ");
  return found(
    "half-open",
    idle || amount ? 0.93 : 0.8,
    `after ${Math.round(hold.heldMs)} ms a ping frame has no pong and no end on: ${names}`,
    idle ? "a connection in use all the time answers" : undefined,
    amount ? "a connection nobody used answers" : undefined,
  );
}

function judgeSilence(hold: HoldSaw): Finding | undefined {
  const still = lineOf(hold, "still");
  if (still === undefined || still.end !== undefined || still.alive !== true) return undefined;
  const strange = [...new Set(hold.lines.flatMap((line) => line.strange))];
  if (strange.length > 0) {
    const what = strange.map((type) => `"${type}"`).join(", ");
    return found(
      "contract-violation",
      0.86,
      `nobody asked for ${what}, and the contract knows none`,
    );
  }
  const { heartbeatMs } = hold.promised;
  if (heartbeatMs === undefined || hold.heldMs < 2.5 * heartbeatMs || still.heartbeats > 0)
    return undefined;
  return {
    ...found(
      "contract-violation",
      0.88,
      `no heartbeat in ${Math.round(hold.heldMs)} ms of silence, where one is promised every ${heartbeatMs} ms`,
      "the connection lives on",
    ),
    others: ["idle-timeout"],
  };
}

function judgeTiring(hold: HoldSaw): Finding | undefined {
  const busy = [lineOf(hold, "chatty"), lineOf(hold, "brisk")].flatMap((line) => line ?? []);
  const tired = busy.filter(
    ({ said, answered, alive, end }) =>
      alive === true && end === undefined && answered > 0 && answered < said,
  );
  if (busy.length < 2 || tired.length < 2) return undefined;
  const list = tired.map(({ answered, said }) => `${answered} of ${said}`).join(" and ");
  return found("app-stall", 0.87, `${list} messages are answered, ping frames still are`);
}
