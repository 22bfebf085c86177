import type { MessageMatch } from "../../../contract/contract.ts";
import type { Template } from "../../../contract/template.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes } from "../../wire/raw/frames.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { Dialogue } from "./dialogue.ts";
import { endOf, tellEnd } from "./endings.ts";
import { awaitGreeting } from "./greeting.ts";
import type { PayloadsSaw, RungSaw, VolumeSaw } from "./payloads-saw.ts";
import { Pulses } from "./pulses.ts";

/** Sizes every server is asked to take. Bytes. */
const sizes: readonly number[] = [1_024, 16_384, 70_000, 262_144];

/** Pings whose pongs are as much as several long runs. */
const volumePings = 700;

/** Servers take more pings at once for a flood, and hang up. */
const atOnce = 40;

/** After which no more is asked for. Milliseconds. */
const volumeMs = 1_500;

/** A frame with a payload of 125 bytes. Bytes. */
const pingBytes = 127;

/** Below this, no larger message is tried. Bytes a second. */
const crawl = 65_536;

export const payloads: Probe<"payloads"> = {
  name: "payloads",
  title: "messages of many sizes, in fragments and with letters beyond ASCII",
  costMs: 350,
  limitMs: 40_000,
  run: runPayloads,
  describe: ({ rungs, volume, over }) =>
    [
      ...rungs.map(tellRung),
      ...(volume === undefined
        ? []
        : [`${volume.cameBytes} of ${volume.askedBytes} bytes of pongs`]),
      ...(over === undefined ? [] : [`${over.bytes} bytes: ${over.taken ? "taken" : "refused"}`]),
    ].join("; "),
  symptoms: ({ rungs, volume, over }) => [
    ...rungs.flatMap((rung) => (rung.answerMs === undefined ? [tellRung(rung)] : [])),
    ...(volume !== undefined && !volume.alive ? ["a connection does not bear much traffic"] : []),
    ...(over !== undefined && !over.asPromised
      ? ["too large a message is not refused as promised"]
      : []),
  ],
};

export function tellRung({ bytes, form, answerMs, end }: RungSaw): string {
  const what = form === "plain" ? `${bytes} bytes` : `${bytes} bytes (${form})`;
  const ended = end === undefined ? "not answered" : tellEnd(end);
  return `${what}: ${answerMs === undefined ? ended : `${Math.round(answerMs)} ms`}`;
}

/** What can be made as long as one likes: an exchange whose message may carry more. */
interface Carrier {
  readonly send: Template;
  readonly expect: MessageMatch;
}

async function runPayloads(lab: Lab): Promise<PayloadsSaw | NotRun> {
  const { unknownType, ping, tooLarge } = lab.contract.websocket;
  const carrier = unknownType ?? ping;
  if (carrier === undefined) return { notRun: "the contract has no message that may be long" };
  const promisedBytes = tooLarge?.bytes;
  const rungs = await climb(lab, carrier);
  const sound = rungs.every(({ answerMs }) => answerMs !== undefined) && !isCrawling(rungs.at(-1));
  // One after the other: what several at once do is another probe's business.
  const volume = sound ? await pourOut(lab) : undefined;
  const over = sound ? await goOver(lab, carrier) : undefined;
  return {
    rungs,
    ...(volume === undefined ? {} : { volume }),
    ...(over === undefined ? {} : { over }),
    ...(promisedBytes === undefined ? {} : { promisedBytes }),
  };
}

async function begin(lab: Lab, fragments = false): Promise<Dialogue> {
  const dialogue = await Dialogue.begin(lab, fragments ? { writes: inFragments } : {});
  dialogue.answerPings();
  await awaitGreeting(dialogue, lab);
  return dialogue;
}

/** On a connection that is over before the next: a user may have but one. */
async function tryFragments(lab: Lab, carrier: Carrier): Promise<RungSaw> {
  using pieces = await begin(lab, true);
  return await tryOne(lab, pieces, { ...{ carrier, bytes: 2_048 }, form: "fragments" });
}

async function climb(lab: Lab, carrier: Carrier): Promise<readonly RungSaw[]> {
  const { tooLarge } = lab.contract.websocket;
  const fragmented = await tryFragments(lab, carrier);
  using dialogue = await begin(lab);
  const most = tooLarge?.bytes ?? Number.POSITIVE_INFINITY;
  const steps = [
    ...sizes.filter((bytes) => bytes < most),
    ...(tooLarge === undefined ? [] : [most]),
  ];
  const rungs: RungSaw[] = [
    fragmented,
    await tryOne(lab, dialogue, { ...{ carrier, bytes: 2_048 }, form: "letters" }),
  ];
  for (const bytes of steps) {
    let rung = await tryOne(lab, dialogue, { ...{ carrier, bytes }, form: "plain" });
    if (rung.end !== undefined) {
      // What ends a connection that is fresh as well is the size, not the age.
      using fresh = await begin(lab);
      rung = await tryOne(lab, fresh, { ...{ carrier, bytes }, form: "plain" });
      rungs.push(rung);
      break;
    }
    rungs.push(rung);
    if (rung.answerMs === undefined || isCrawling(rung)) break;
  }
  return rungs;
}

/** So slow that more of it only takes time. */
function isCrawling(rung: RungSaw | undefined): boolean {
  const { bytes = 0, answerMs = 0 } = rung ?? {};
  return bytes > 4_096 && (bytes / answerMs) * 1_000 < crawl;
}

interface Attempt {
  readonly carrier: Carrier;
  readonly bytes: number;
  readonly form: RungSaw["form"];
}

async function tryOne(
  lab: Lab,
  dialogue: Dialogue,
  { carrier, bytes, form }: Attempt,
): Promise<RungSaw> {
  const from = dialogue.types().length;
  const sentAtMs = dialogue.connection.ageMs;
  // Half the filler of letters has two bytes each; what else the message says takes the rest.
  const letter = form === "plain" ? "x" : "ü";
  const room = Math.max(0, bytes - JSON.stringify(carrier.send).length - overhead);
  dialogue.say(carrier.send, { filler: letter.repeat(room / Buffer.byteLength(letter)) });
  const answer = await dialogue.next(carrier.expect, from, 3 * lab.limits.replyMs);
  const end = endOf(dialogue.connection, lab.contract);
  return {
    ...{ bytes, form },
    ...(answer === undefined ? {} : { answerMs: answer.atMs - sentAtMs }),
    ...(end === undefined ? {} : { end }),
  };
}

/** `,"filler":""` */
const overhead = 12;

/** Three frames whose seams are inside letters, where there are any (RFC 6455 section 5.4). */
function inFragments(connection: RawConnection, text: string): void {
  const bytes = Buffer.from(text);
  const inside = (from: number): number => {
    const at = bytes.subarray(from).findIndex((byte) => (byte & 0xc0) === 0x80);
    return at === -1 ? from : from + at;
  };
  const seams = [inside(Math.floor(bytes.length / 3)), inside(Math.floor((2 * bytes.length) / 3))];
  const [one = 0, two = 0] = seams;
  connection.send(opcodes.text, bytes.subarray(0, one), { more: true });
  connection.send(opcodes.continuation, bytes.subarray(one, two), { more: true });
  connection.send(opcodes.continuation, bytes.subarray(two));
}

/** Has the other side send a lot: every ping has a pong with the same payload (section 5.5.3). */
async function pourOut(lab: Lab): Promise<VolumeSaw> {
  using dialogue = await begin(lab);
  const { connection } = dialogue;
  const payload = Buffer.alloc(125, ".");
  const came = (): number =>
    connection.frames.filter(({ opcode }) => opcode === opcodes.pong).length;
  const untilMs = connection.ageMs + volumeMs;
  let sent = 0;
  while (sent < volumePings && dialogue.isOpen && connection.ageMs < untilMs) {
    for (let n = 0; n < atOnce; n += 1) connection.send(opcodes.ping, payload);
    sent += atOnce;
    if (!(await dialogue.until(() => came() >= sent, lab.limits.replyMs))) break;
  }
  const cameBytes = came() * pingBytes;
  const pulses = new Pulses(connection);
  pulses.beat();
  // A server may answer only the last of several pings: that one shows whether it is still there.
  const alive = await pulses.answered(lab.limits.replyMs);
  const end = endOf(connection, lab.contract);
  return {
    ...{ askedBytes: sent * pingBytes, cameBytes, alive: alive && end === undefined },
    ...(end === undefined ? {} : { end, agedToo: await endsByAge(lab, end.atMs) }),
  };
}

/** Whether a connection that carries next to nothing ends at the same age. */
async function endsByAge(lab: Lab, ageMs: number): Promise<boolean> {
  using dialogue = await begin(lab);
  await dialogue.until(() => false, 1.5 * ageMs);
  return !dialogue.isOpen;
}

async function goOver(lab: Lab, carrier: Carrier): Promise<PayloadsSaw["over"]> {
  const { tooLarge } = lab.contract.websocket;
  if (tooLarge === undefined) return undefined;
  using dialogue = await begin(lab);
  const bytes = tooLarge.bytes + 1;
  const from = dialogue.types().length;
  const rest = JSON.stringify({ ...(carrier.send as object), filler: "" }).length;
  dialogue.say(carrier.send, { filler: "x".repeat(bytes - rest) });
  const { answer } = tooLarge;
  const expected = [carrier.expect, ...(answer === undefined ? [] : [answer])];
  await dialogue.next(expected, from, lab.limits.replyMs);
  const end = endOf(dialogue.connection, lab.contract);
  const taken = dialogue.matching(carrier.expect, from).length > 0;
  const answered = answer !== undefined && dialogue.matching(answer, from).length > 0;
  const closed = end?.code !== undefined && tooLarge.closeCodes.includes(end.code);
  return {
    ...{ bytes, taken, asPromised: answered || closed },
    ...(end === undefined ? {} : { end }),
  };
}
