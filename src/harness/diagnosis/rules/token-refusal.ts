import type { Evidence } from "../evidence.ts";
import type { EvidenceItem } from "../finding.ts";
import type { TokenAnswer, TokensSaw } from "../probes/tokens-saw.ts";
import { isStranger } from "./servers.ts";
import { cellFact, columnsOf, isSame, type TokenColumn } from "./token-table.ts";

/** A good token that is refused, and what is known of it. */
export interface Refusal {
  readonly saw: TokensSaw;
  readonly here: TokenColumn;
  readonly valid: TokenAnswer;
  /** Other carriers to the same place. */
  readonly ways: readonly TokenColumn[];
  /** The other kind of place, socket or HTTP, takes the same token. */
  readonly countsElsewhere: boolean;
  /** Another place of the same kind, on the same host, that takes the same token by the same carrier. */
  readonly neighbour: TokenColumn | undefined;
  readonly facts: readonly EvidenceItem[];
}

/** What is known of a good token that is refused in a place; undefined where none is. */
export function refusalAt(
  saw: TokensSaw,
  place: "socket" | "http",
  evidence: Evidence,
): Refusal | undefined {
  const columns = columnsOf(saw, place);
  const [main] = columns;
  if (main === undefined) return undefined;
  const sides = columns.filter(({ at }) => at === main.at).slice(1);
  const other = columnsOf(saw, place === "socket" ? "http" : "socket");
  // Only one way in may be shut while the first is open.
  const here = isRefused(main) ? main : sides.find(isShut);
  const valid = here?.of("valid");
  if (here === undefined || valid === undefined) return undefined;
  if (place === "socket" && isUnselected(evidence)) return undefined;
  const isOfAll = isSame(valid, here.of("absent"));
  if (isOfAll && isForeign({ saw, valid, own: columns, other })) return undefined;
  const neighbour = isOneHost(evidence) ? columns.find(isNeighbourOf(here)) : undefined;
  return {
    ...{ saw, here, valid },
    ways: columns.filter((column) => column !== here && column.at === here.at),
    countsElsewhere: other.some((column) => column.of("valid")?.how === "served"),
    neighbour,
    facts: factsOf([here, ...columns, ...(neighbour === undefined ? other : [neighbour])]),
  };
}

/**
 * Somebody else than the application answers: whatever that says, it says of no token. Held against answers of
 * the same kind where there are any, because one server may name itself in two ways, for HTTP and the socket.
 */
function isForeign({ saw, valid, own, other }: Answered): boolean {
  const here = [...own.flatMap(servedIn), ...(own[0]?.place === "http" ? openOf(saw) : [])];
  const known = here.length > 0 ? here : other.flatMap(servedIn);
  return isStranger(valid.server, known.map(serverOf));
}

function isNeighbourOf(here: TokenColumn): (column: TokenColumn) => boolean {
  return ({ at, carrier, of }) =>
    at !== here.at && carrier === here.carrier && of("valid")?.how === "served";
}

/** HTTP, the socket and the services are reached at one host and port: headers go one way. */
function isOneHost(evidence: Evidence): boolean {
  return evidence.known("reach")?.places.length === 1;
}

/** A good token's answer, and what it is to be held against. */
interface Answered {
  readonly saw: TokensSaw;
  readonly valid: TokenAnswer;
  readonly own: readonly TokenColumn[];
  readonly other: readonly TokenColumn[];
}

function servedIn(column: TokenColumn): readonly TokenAnswer[] {
  const answer = column.of("valid");
  return answer?.how === "served" ? [answer] : [];
}

function openOf({ open }: TokensSaw): readonly TokenAnswer[] {
  return open?.how === "served" ? [open] : [];
}

/** As it was told, or as the head of an upgrade's answer says. */
function serverOf({ server, received = "" }: TokenAnswer): string | undefined {
  return server ?? /^server:[ \t]*(.*?)[ \t]*$/im.exec(received)?.[1];
}

function isRefused(column: TokenColumn): boolean {
  return column.of("valid")?.how === "refused";
}

/** A session cookie may hold something other than the token. */
export function isShut(column: TokenColumn): boolean {
  return column.carrier !== "cookie" && isRefused(column);
}

/** The offer itself got lost, which is another matter than the token in it. */
function isUnselected(evidence: Evidence): boolean {
  const offered = evidence.known("offer");
  if (offered === undefined || !offered.switched) return false;
  return offered.handshake.offered > 0 && offered.handshake.selected.length === 0;
}

function factsOf([here, ...others]: readonly TokenColumn[]): readonly EvidenceItem[] {
  if (here === undefined) return [];
  const own = (["valid", "wrong-signature", "absent", "relogin", "early"] as const).flatMap(
    (form) => {
      const answer = here.of(form);
      return answer === undefined ? [] : [cellFact(here, form, answer)];
    },
  );
  const served = others.find((column) => column.of("valid")?.how === "served");
  const answer = served?.of("valid");
  return served === undefined || answer === undefined
    ? own
    : [...own, cellFact(served, "valid", answer)];
}
