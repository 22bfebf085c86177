import type { Carrier, Contract } from "../../../contract/contract.ts";
import { fillString } from "../../../contract/template.ts";
import type { Secret } from "../../../ground/secret.ts";
import { carriageOf } from "../../wire/socket/carrier.ts";
import type { LabTicket } from "../lab.ts";

/** One way a token may travel in a handshake or right behind it. */
export interface TokenWay {
  /** Without anything secret: `subprotocol jwt-auth, jwt.{token}`, `header Authorization`. */
  readonly name: string;
  ticket(token: Secret | null): LabTicket;
  /** What is sent as the first message, if anything. */
  message(token: Secret | null): unknown;
}

/** Every carrier and subprotocol layout of the contract, the one that sessions use first. */
export function waysOf({ websocket }: Contract): readonly TokenWay[] {
  const carried = websocket.carriers.flatMap((carrier) => [
    byCarrier(carrier),
    ...respelt(carrier),
  ]);
  const layouts = (websocket.subprotocols?.layouts ?? []).map(byLayout);
  const ways = [...carried, ...layouts];
  return ways.filter(({ name }, at) => ways.findIndex((way) => way.name === name) === at);
}

function byCarrier(carrier: Carrier): TokenWay {
  if (carrier.kind === "subprotocol") return byLayout(carrier.offer);
  return {
    name: "name" in carrier ? `${carrier.kind} ${carrier.name.toLowerCase()}` : "first message",
    ticket: (token) => ({ token, carrier }),
    message: (token) => (token === null ? undefined : carriageOf(carrier, token).firstMessage),
  };
}

function byLayout(layout: readonly string[]): TokenWay {
  return {
    name: `subprotocol ${layout.join(", ")}`,
    ticket: (token) => (token === null ? { token } : { token, offer: layout }),
    message: () => undefined,
  };
}

/** Names of headers mean the same however they are spelt (RFC 9110 section 5.1). */
function respelt(carrier: Carrier): readonly TokenWay[] {
  if (carrier.kind !== "header") return [];
  const name = carrier.name.toLowerCase().replace(/(?<=^|-)\w/g, (letter) => letter.toUpperCase());
  const { value } = carrier;
  return [
    {
      name: `header ${name}`,
      ticket: (token) => ({
        token: null,
        headers: token === null ? {} : { [name]: fillString(value, { token: token.reveal() }) },
      }),
      message: () => undefined,
    },
  ];
}
