import type { Contract, OperationName } from "../../../contract/contract.ts";
import { matchesAny } from "../../../contract/match.ts";
import type { TemplateValues } from "../../../contract/template.ts";
import { explain } from "../../../ground/errors.ts";
import { redact } from "../../../ground/redact.ts";
import type { CallOptions } from "../../wire/http/api.ts";
import { HttpFailure } from "../../wire/http/http-failure.ts";
import type { Answer } from "../../wire/http/operation.ts";
import { parsed } from "../../wire/json.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes } from "../../wire/raw/frames.ts";
import { headerOf } from "../../wire/raw/handshake.ts";
import type { RawRequest } from "../../wire/raw/request.ts";
import { textsIn } from "../../wire/raw/texts.ts";
import type { Lab } from "../lab.ts";
import { turnsAway } from "./endings.ts";
import type { TokenAnswer, TokenReply } from "./tokens-saw.ts";
import { closeOf } from "./upgrades.ts";

/** How long somebody who was greeted is listened to: a refusal may come behind the greeting. Milliseconds. */
const secondThoughtsMs = 120;

/** Words of an answer that make two of them the same: whatever holds a digit is a time or an id. */
export function gistOf(text: string): string {
  return redact(text)
    .replace(/[\w.:+-]*\d[\w.:+-]*/g, "#")
    .replace(/\s+/g, " ")
    .slice(0, 300);
}

export interface HttpAsk {
  readonly operation: OperationName;
  readonly values?: TemplateValues;
  readonly options: CallOptions;
}

/** Calls an operation and tells how it was answered. Never throws. */
export async function askHttp(lab: Lab, ask: HttpAsk): Promise<readonly [TokenAnswer, Answer?]> {
  try {
    const answer = await lab.wire.api.call(ask.operation, ask.values, ask.options);
    return [tellHttp(lab.contract, answer), answer];
  } catch (error) {
    const isSlow = !(error instanceof HttpFailure) || /time|abort/i.test(explain(error));
    return [{ how: isSlow ? "silent" : "cut", text: gistOf(explain(error)) }];
  }
}

function tellHttp(contract: Contract, { ok, status, text, headers }: Answer): TokenAnswer {
  const { server } = headers;
  const how = ok
    ? "served"
    : contract.auth.refusedStatuses.includes(status)
      ? "refused"
      : // An answer that means no without a status that says so, as a validation gives it.
        status < 300
        ? "refused"
        : replyOfStatus(status);
  const common = { how, status, text: gistOf(text), ...(server === undefined ? {} : { server }) };
  return { ...common, ...unspokenIn(contract, how, text) };
}

function replyOfStatus(status: number): TokenReply {
  if (status === 401 || status === 403) return "refused";
  if (status === 429 || status === 503) return "busy";
  return status >= 500 ? "crashed" : "odd";
}

/** Asks for an upgrade, listens until it is clear what came of it, and hangs up. Never throws. */
export async function askSocket(
  lab: Lab,
  request: RawRequest,
  firstMessage?: unknown,
): Promise<TokenAnswer> {
  using connection = await lab.open(request);
  if (!connection.switched) return tellRefusedUpgrade(lab.contract, connection);
  if (firstMessage !== undefined) connection.send(opcodes.text, JSON.stringify(firstMessage));
  const { welcome, ping } = lab.contract.websocket;
  if (welcome === undefined && ping !== undefined) {
    connection.send(opcodes.text, JSON.stringify(ping.send));
  }
  const isOver = (): boolean => closeOf(connection) !== undefined;
  await connection.until(
    () => isOver() || isGreeted(lab.contract, connection),
    lab.limits.welcomeMs,
  );
  if (!isOver()) await connection.until(isOver, secondThoughtsMs);
  return tellOpened(lab.contract, connection);
}

function tellRefusedUpgrade(contract: Contract, { handshake }: RawConnection): TokenAnswer {
  const { status, body, failure = "", sent, received } = handshake;
  if (status === undefined) {
    const how = /TIMED_OUT/.test(failure) ? "silent" : "cut";
    return { how, text: gistOf(handshake.noHttp ?? failure), sent, received };
  }
  const how = contract.websocket.refused.statuses.includes(status)
    ? "refused"
    : replyOfStatus(status);
  const server = headerOf(handshake, "server");
  const common = { how, status, text: gistOf(body), ...(server === undefined ? {} : { server }) };
  return { ...common, sent, received, ...unspokenIn(contract, how, body) };
}

function tellOpened(contract: Contract, connection: RawConnection): TokenAnswer {
  const { sent, received } = connection.handshake;
  const { noise } = contract.websocket;
  const texts = textsIn(connection.frames).filter(
    (one) => !matchesAny(contract, noise, parsed(one)),
  );
  const text = texts.join(" ");
  const closing = closeOf(connection);
  if (closing === undefined) {
    const served = isGreeted(contract, connection);
    const how = served ? "served" : connection.ending === undefined ? "silent" : "cut";
    return { how, status: 101, text: gistOf(text), sent, received };
  }
  const { code = 1005, reason = "" } = closing;
  const how = replyOfCode(contract, code);
  const said = `${text} ${reason}`.trim();
  const common = { how, status: 101, code, text: gistOf(said), sent, received };
  return { ...common, ...unspokenIn(contract, how, said) };
}

/** 3000 and 3003 are registered for what 4401 and 4403 say in private. */
function replyOfCode(contract: Contract, code: number): TokenReply {
  if (turnsAway(contract, code)) return "refused";
  if (code === 1011) return "crashed";
  return [1001, 1012, 1013].includes(code) ? "busy" : "odd";
}

function isGreeted(contract: Contract, connection: RawConnection): boolean {
  const { welcome, ping } = contract.websocket;
  const wanted = welcome?.match ?? (ping === undefined ? undefined : [ping.expect]);
  // Without a word of the contract to wait for, whoever is not sent away is let in.
  if (wanted === undefined) return connection.ageMs > 400;
  return textsIn(connection.frames).some((text) => matchesAny(contract, wanted, parsed(text)));
}

function unspokenIn(
  { auth }: Contract,
  how: TokenReply,
  text: string,
): { readonly unspoken?: boolean } {
  if (how === "served") return {};
  const speaks = auth.unspoken.some((pattern) => new RegExp(pattern, "i").test(text));
  return speaks ? { unspoken: true } : {};
}
