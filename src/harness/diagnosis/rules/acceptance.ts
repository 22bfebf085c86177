import { unsizedWindow } from "../../wire/raw/deflate.ts";
import { headerOf, type RawHandshake } from "../../wire/raw/handshake.ts";
import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { type Attempt, attempts, proof } from "./attempt.ts";

/** Characters of a token (RFC 9110 section 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** What is wrong with the head of a 101. Each looks at one upgrade, and says what it would break. */
const faultsOfAcceptance: readonly ((attempt: Attempt) => Finding | undefined)[] = [
  wrongAccept,
  incomplete,
  unasked,
  twice,
  illegal,
  extension,
  compressedUnasked,
];

/** What a 101 says that it must not, or leaves out. */
export const acceptanceRules: readonly Rule[] = faultsOfAcceptance.map((look) => ({
  name: look.name,
  judge(evidence) {
    let found: Finding | undefined;
    for (const attempt of attempts(evidence)) {
      if (attempt.upgrade.switched) found ??= look(attempt);
      if (found !== undefined) return found;
    }
    return undefined;
  },
}));

/** RFC 6455 section 4.2.2, item 5.4. */
function wrongAccept(attempt: Attempt): Finding | undefined {
  const { handshake } = attempt.upgrade;
  if (handshake.acceptRight === true) return undefined;
  const said = headerOf(handshake, "sec-websocket-accept");
  const text =
    said === undefined
      ? `${attempt.what} is answered 101 without Sec-WebSocket-Accept`
      : `${attempt.what} is answered with the accept value of another key`;
  return {
    ...{ cause: "wrong-accept", confidence: said === undefined ? 0.88 : 0.96 },
    evidence: [proof(attempt, text)],
  };
}

/** RFC 6455 section 4.2.2, items 5.1 to 5.3; RFC 9110 section 7.8 on HTTP/1.0. */
function incomplete(attempt: Attempt): Finding | undefined {
  const { handshake } = attempt.upgrade;
  const lacking = lackingIn(handshake);
  if (lacking.length === 0) return undefined;
  return {
    ...{ cause: "incomplete-upgrade", confidence: 0.95 },
    evidence: [proof(attempt, `the 101 ${lacking.join(", and ")}`)],
  };
}

/** What a 101 must have and has not, as predicates. */
function lackingIn(handshake: RawHandshake): readonly string[] {
  const upgrade = headerOf(handshake, "upgrade");
  const connection = headerOf(handshake, "connection");
  const options = (connection ?? "").split(",").map((one) => one.trim().toLowerCase());
  return [
    ...(upgrade?.toLowerCase() === "websocket"
      ? []
      : [upgrade === undefined ? "has no Upgrade header" : `upgrades to "${upgrade}"`]),
    ...(options.includes("upgrade")
      ? []
      : [
          connection === undefined
            ? "has no Connection header"
            : `has "Connection: ${connection}", which does not name the upgrade`,
        ]),
    ...(handshake.httpVersion === "1.0" ? ["is HTTP/1.0, which knows no upgrade"] : []),
  ];
}

/** RFC 6455 section 4.2.2, item 5.5: one of those offered, or none. */
function unasked(attempt: Attempt): Finding | undefined {
  const { offered, selected, selectedOffered } = attempt.upgrade.handshake;
  const [first] = selected;
  // What is no token was meant to be one that was offered.
  if (first === undefined || !token.test(first) || selectedOffered.every(Boolean)) return undefined;
  const text =
    offered === 0
      ? `nothing is offered, and the 101 selects "${first}"`
      : `the 101 selects "${first}", which is none of the ${offered} offered`;
  return { ...{ cause: "selects-unasked", confidence: 0.94 }, evidence: [proof(attempt, text)] };
}

/** RFC 6455 section 11.3.4: once. */
function twice(attempt: Attempt): Finding | undefined {
  const { selected } = attempt.upgrade.handshake;
  if (selected.length < 2) return undefined;
  const text = `the 101 names a selected subprotocol in ${selected.length} header lines`;
  return { ...{ cause: "protocol-violation", confidence: 0.93 }, evidence: [proof(attempt, text)] };
}

function illegal(attempt: Attempt): Finding | undefined {
  const { selected } = attempt.upgrade.handshake;
  const wrong = selected.find((one) => !token.test(one.replace(/\[redacted(-jwt)?\]/g, "x")));
  if (wrong === undefined) return undefined;
  const text = `the 101 selects "${wrong}", which is no token`;
  return {
    ...{ cause: "illegal-subprotocol", confidence: 0.94 },
    evidence: [proof(attempt, text)],
  };
}

function extension(attempt: Attempt): Finding | undefined {
  const { handshake } = attempt.upgrade;
  const { extensions, sent } = handshake;
  if (extensions === undefined) return undefined;
  const asked = /^sec-websocket-extensions: *([\w-]+)/im.exec(sent)?.[1];
  const named = extensions.split(",").map((one) => (one.split(";", 1)[0] ?? "").trim());
  const strange = named.find((one) => one !== asked);
  if (strange !== undefined) {
    const text = `the 101 switches "${strange}" on, and ${asked === undefined ? "no extension" : asked} was asked for`;
    const evidence = [proof(attempt, text)];
    return { ...{ cause: "unrequested-extension", confidence: 0.95 }, evidence };
  }
  if (!unsizedWindow.test(extensions)) return undefined;
  const text = `the 101 answers "${extensions}", where a window must have a size`;
  return { ...{ cause: "protocol-violation", confidence: 0.93 }, evidence: [proof(attempt, text)] };
}

/** RFC 7692 section 6: RSV1 means compression, where that was agreed. */
function compressedUnasked(attempt: Attempt): Finding | undefined {
  const { handshake, frames } = attempt.upgrade;
  const isAsked = /^sec-websocket-extensions:/im.test(handshake.sent);
  if (!isAsked || handshake.extensions !== undefined) return undefined;
  const compressed = frames.find(({ rsv, opcode }) => rsv === 4 && opcode <= 2);
  if (compressed === undefined) return undefined;
  const text = "compression is offered and not agreed on, and messages come compressed (RSV1)";
  return {
    ...{ cause: "unrequested-extension", confidence: 0.94 },
    evidence: [proof(attempt, text)],
  };
}
