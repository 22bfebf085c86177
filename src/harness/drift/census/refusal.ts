import type { Contract } from "../../../contract/contract.ts";
import { readText } from "../../../contract/field.ts";
import { redact } from "../../../ground/redact.ts";
import { parsed } from "../../wire/json.ts";
import { revisionIn } from "../../wire/look.ts";
import type { RawHandshake } from "../../wire/raw/handshake.ts";

/** Whether the body of a refused upgrade says who refused: as an answer about health does, or as a greeting. */
export function revisionOfRefusal(contract: Contract, { body }: RawHandshake): string | undefined {
  const said = parsed(body);
  if (said === undefined) return undefined;
  const paths = contract.websocket.welcome?.revision;
  const greeted = paths === undefined ? undefined : readText(said, paths);
  return revisionIn(contract, said) ?? (greeted === undefined ? undefined : redact(greeted));
}

/** What is as short as this stands in headers for other things: `1`, `ok`. */
const shortest = 4;

/**
 * The revision a refused upgrade names in a header. No contract says which header that is: one whose value is a
 * revision that others of the same census say they are.
 */
export function revisionAmong(
  { headers }: RawHandshake,
  known: ReadonlySet<string>,
): string | undefined {
  return headers
    .map(([, value]) => value.trim())
    .find((value) => value.length >= shortest && known.has(value));
}
