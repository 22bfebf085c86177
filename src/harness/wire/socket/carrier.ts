import type { Carrier } from "../../../contract/contract.ts";
import { fill, fillString, type TemplateValues } from "../../../contract/template.ts";
import { ConfigurationError, GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import type { Secret } from "../../../ground/secret.ts";

/** What a token adds to a handshake. Holds raw secrets: for the wire only. */
export interface Carriage {
  readonly offer: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Sent as the first frame. */
  readonly firstMessage: unknown;
}

/** A subprotocol that may not travel in a header (RFC 6455 section 4.1, RFC 9110 section 5.6.2). */
export class InvalidSubprotocol extends GapproofError {
  override readonly name: string = "InvalidSubprotocol";
  readonly code: string = "GAPPROOF_SUBPROTOCOL";
  readonly exitCode: ExitCode = 2;

  constructor(subprotocol: string, rule: string) {
    super(`The subprotocol "${subprotocol}" cannot be offered: ${rule}.`);
  }
}

const nothing: Carriage = { offer: [], headers: {}, query: {}, firstMessage: undefined };

/** How a token travels; without a token or a carrier nothing does. */
export function carriageOf(carrier: Carrier | undefined, token: Secret | undefined): Carriage {
  if (token === undefined || carrier === undefined) return nothing;
  const values = { token: token.reveal() };
  switch (carrier.kind) {
    case "subprotocol":
      return { ...nothing, offer: offerOf(carrier.offer, token) };
    case "header":
      return {
        ...nothing,
        headers: { [carrier.name.toLowerCase()]: fillString(carrier.value, values) },
      };
    case "query":
      return { ...nothing, query: { [carrier.name]: fillString(carrier.value, values) } };
    case "first-message":
      return { ...nothing, firstMessage: fill(carrier.message, values) };
  }
}

/**
 * Fills a subprotocol layout.
 *
 * @throws {@link InvalidSubprotocol} for a name with a character no header token may have (base64's
 *   `=` is the usual one), or one that is offered twice
 * @throws {@link ConfigurationError} when the layout needs a token and there is none
 */
export function offerOf(layout: readonly string[], token: Secret | undefined): readonly string[] {
  const values: TemplateValues = token === undefined ? {} : { token: token.reveal() };
  const needy = layout.find((template) => token === undefined && template.includes("{token"));
  if (needy !== undefined) {
    throw new ConfigurationError(`subprotocol layout "${needy}"`, "needs a token");
  }
  const offer = layout.map((template) => fillString(template, values));
  for (const [n, subprotocol] of offer.entries()) {
    const illegal = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/.exec(subprotocol)?.[0];
    if (subprotocol === "") throw new InvalidSubprotocol(subprotocol, "it is empty");
    if (illegal !== undefined) {
      throw new InvalidSubprotocol(
        subprotocol,
        `it contains ${JSON.stringify(illegal)}, which no header token may`,
      );
    }
    if (offer.indexOf(subprotocol) !== n) {
      throw new InvalidSubprotocol(subprotocol, "it is offered twice");
    }
  }
  return offer;
}
