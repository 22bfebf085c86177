import type { RawConnection } from "../../wire/raw/connection.ts";
import { deflated, deflateOffer, Inflater, readSelection } from "../../wire/raw/deflate.ts";
import { opcodes } from "../../wire/raw/frames.ts";
import { violationsOf } from "../../wire/raw/violations.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { DeflateSaw } from "./deflate-saw.ts";
import { Dialogue } from "./dialogue.ts";
import { endOf, tellEnd } from "./endings.ts";
import { awaitGreeting, tellGreeting } from "./greeting.ts";

/** Smallest window that can be compressed with. Bits. */
const leastBits = 9;

export const deflate: Probe<"deflate"> = {
  name: "deflate",
  title: "an upgrade that offers compression, as every browser does",
  costMs: 60,
  limitMs: 20_000,
  run: runDeflate,
  describe: ({ handshake, selection, heard, end, said, answered }) =>
    [
      `HTTP ${handshake.status ?? handshake.failure ?? "-"}`,
      handshake.extensions === undefined ? "declined" : `selected ${handshake.extensions}`,
      ...(selection.agreed ? [`${heard.compressed} compressed messages`] : []),
      `${answered} of ${said} pings answered`,
      ...(end === undefined ? [] : [tellEnd(end)]),
    ].join("; "),
  symptoms: ({ switched, handshake, violations, selection, heard, end }) => [
    ...(switched
      ? []
      : [`an offer of compression is answered with ${handshake.status ?? "nothing"}`]),
    ...(end === undefined ? [] : [`with compression offered the server ${tellEnd(end)}`]),
    ...violations.map(({ text }) => text),
    ...[...selection.foreign, ...selection.wrong].map((what) => `"${what}" is selected`),
    ...(heard.unreadable > 0 ? ["compressed messages cannot be read"] : []),
  ],
};

async function runDeflate(lab: Lab): Promise<DeflateSaw> {
  const { ping } = lab.contract.websocket;
  const inflater = new Inflater();
  using dialogue = await Dialogue.begin(lab, {
    ticket: { extensions: deflateOffer },
    reads: (parts) => inflater.read(parts),
    writes,
  });
  const { connection } = dialogue;
  dialogue.answerPings();
  await awaitGreeting(dialogue, lab);
  for (let n = 0; ping !== undefined && n < 2 && dialogue.isOpen; n += 1) {
    const from = dialogue.types().length;
    dialogue.say(ping.send);
    if ((await dialogue.next(ping.expect, from, lab.limits.replyMs)) === undefined) break;
  }
  const selection = readSelection(connection.handshake.extensions);
  const end = endOf(connection, lab.contract);
  const { compressed, dependent, unreadable } = inflater;
  return {
    ...{ handshake: connection.handshake, switched: connection.switched, selection },
    heard: { compressed, dependent, unreadable },
    greeted: tellGreeting(dialogue, lab.contract).afterMs !== undefined,
    said: dialogue.said,
    answered: ping === undefined ? 0 : dialogue.matching(ping.expect).length,
    violations: violationsOf(connection.frames, { compression: selection.agreed }),
    ...(end === undefined ? {} : { end }),
  };
}

/** Compressed, where that was agreed (RFC 7692 section 6). */
function writes(connection: RawConnection, text: string): void {
  const { agreed, clientBits } = readSelection(connection.handshake.extensions);
  if (!agreed || clientBits < leastBits) connection.send(opcodes.text, text);
  else connection.send(opcodes.text, deflated(text, clientBits), { rsv: 4 });
}
