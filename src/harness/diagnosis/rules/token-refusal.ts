import type { Evidence } from "../evidence.ts";
import type { EvidenceItem } from "../finding.ts";
import type { TokenAnswer, TokensSaw } from "../probes/tokens-saw.ts";
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
  if (isForeign(valid, other) && isSame(valid, here.of("absent"))) return undefined;
  return {
    ...{ saw, here, valid },
    ways: columns.filter((column) => column !== here && column.at === here.at),
    countsElsewhere: other.some((column) => column.of("valid")?.how === "served"),
    facts: factsOf([here, ...columns, ...other]),
  };
}

/** Somebody else than the application answers: whatever that says, it says of no token. */
function isForeign({ server }: TokenAnswer, other: readonly TokenColumn[]): boolean {
  const own = other.map((column) => column.of("valid")).find((answer) => answer?.how === "served");
  return server !== undefined && own !== undefined && server !== own.server;
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
