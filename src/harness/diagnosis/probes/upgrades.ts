import { redact } from "../../../ground/redact.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes, type RawFrame } from "../../wire/raw/frames.ts";
import type { Lab, LabTicket } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { FrameSaw, UpgradeSaw } from "./upgrade-saw.ts";

/** How long a connection that was opened is listened to before anything is sent. Milliseconds. */
const listenMs = 150;

export const bare: Probe<"bare"> = {
  name: "bare",
  title: "a raw upgrade that offers no subprotocol",
  costMs: 160,
  limitMs: 10_000,
  run: (lab) => upgradeOnce(lab, { token: null }),
  describe: describeUpgrade,
  // Strangers may be refused: what that means is for the rules to say.
  symptoms: () => [],
};

export const offer: Probe<"offer"> = {
  name: "offer",
  title: "a raw upgrade that offers what the contract says, with a good token",
  costMs: 170,
  limitMs: 15_000,
  run: (lab) => upgradeOnce(lab),
  describe: describeUpgrade,
  symptoms({ handshake: { status, failure }, switched, ending }) {
    if (!switched) return [`an upgrade is answered with ${status ?? failure ?? "nothing"}`];
    return ending === undefined ? [] : [`a connection ends after ${Math.round(ending.atMs)} ms`];
  },
};

/** Asks for one upgrade and listens a moment. @throws UserUnavailable */
export async function upgradeOnce(lab: Lab, ticket: LabTicket = {}): Promise<UpgradeSaw> {
  using connection = await lab.open(await lab.upgrade(ticket));
  if (connection.switched) await connection.until(() => false, listenMs);
  return tellUpgrade(connection);
}

/** What a connection showed so far, as a value. */
export function tellUpgrade(connection: RawConnection): UpgradeSaw {
  const { handshake, switched, frames, ending } = connection;
  return {
    ...{ handshake, switched, frames: frames.map(tellFrame) },
    ...(ending === undefined ? {} : { ending }),
  };
}

export function tellFrame({ payload, ...frame }: RawFrame): FrameSaw {
  const { opcode, fin, rsv, masked, atMs } = frame;
  const common = { opcode, fin, rsv, masked, atMs, bytes: payload.length };
  if (opcode === opcodes.close && payload.length >= 2) {
    const reason = redact(payload.subarray(2).toString("utf8"));
    return { ...common, code: payload.readUInt16BE(0), reason };
  }
  if (opcode !== opcodes.text) return common;
  return { ...common, text: redact(payload.toString("utf8")).slice(0, 2_000) };
}

/** The close frame the other side has sent, if it has. */
export function closeOf({ frames }: RawConnection): FrameSaw | undefined {
  const frame = frames.find(({ opcode }) => opcode === opcodes.close);
  return frame && tellFrame(frame);
}

/** One line on an upgrade. */
export function describeUpgrade({ handshake, frames, ending }: UpgradeSaw): string {
  const { status, failure, noHttp, selected } = handshake;
  const parts = [
    status === undefined ? (failure ?? noHttp ?? "no answer") : `HTTP ${status}`,
    ...selected.map((one) => `selected ${one}`),
    ...frames
      .slice(0, 3)
      .map(({ text, code, reason, opcode }) =>
        code === undefined ? (text ?? `frame ${opcode}`).slice(0, 80) : `close ${code} ${reason}`,
      ),
    ...(ending === undefined ? [] : [`${ending.kind} at ${Math.round(ending.atMs)} ms`]),
  ];
  return parts.join("; ");
}
