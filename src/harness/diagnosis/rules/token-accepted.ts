import type { CauseId } from "../../../ground/cause.ts";
import type { Finding } from "../finding.ts";
import type { TokenForm, TokenRow, TokensSaw } from "../probes/tokens-saw.ts";
import type { Rule } from "../rule.ts";
import { cellFact, tableOf } from "./token-table.ts";

/** What it means that a form is accepted, worst first: what a worse one explains is not told again. */
const meanings: readonly (readonly [readonly TokenForm[], CauseId])[] = [
  [["absent"], "not-enforced"],
  [["wrong-signature", "unsigned", "malformed", "as-test"], "signature-unverified"],
  [["expired"], "session-unended"],
  [["other-audience", "other-issuer", "other-size", "refresh"], "claim-mismatch"],
];

/** Tokens that ought to be refused and are accepted. */
export const acceptedRules: readonly Rule[] = [
  {
    name: "a token that is accepted and ought not to be",
    judge(evidence) {
      const saw = tableOf(evidence);
      if (saw === undefined || !saw.enforced) return undefined;
      return [vouched(saw), worst(saw)].flat();
    },
  },
];

/** A `Date` so far behind ours makes old tokens young. Milliseconds. */
const slowMs = -60_000;

function worst({ rows, dateAheadMs = 0 }: TokensSaw): readonly Finding[] {
  for (const [forms, cause] of meanings) {
    const accepted = rows.filter((row) => isAccepted(row, forms) && row.place !== "validate");
    if (accepted.length === 0) continue;
    // Not yet over by a clock that is slow.
    const isSlow = cause === "session-unended" && dateAheadMs < slowMs;
    return [found(isSlow ? "clock-skew" : cause, accepted, rows)];
  }
  return [];
}

/** Whoever vouches for tokens that the doors of the house refuse. */
function vouched({ rows }: TokensSaw): readonly Finding[] {
  const forms: readonly TokenForm[] = ["wrong-signature", "expired"];
  const there = rows.filter((row) => isAccepted(row, forms) && row.place === "validate");
  const elsewhere = rows.some((row) => isAccepted(row, forms) && row.place !== "validate");
  if (there.length === 0 || elsewhere) return [];
  return [found("not-enforced", there, rows)];
}

/** Whether the table says already that bad tokens count over HTTP. */
export function isLax({ rows }: TokensSaw): boolean {
  const forms: readonly TokenForm[] = ["absent", "wrong-signature"];
  return rows.some((row) => row.place === "http" && isAccepted(row, forms));
}

function isAccepted({ form, answer }: TokenRow, forms: readonly TokenForm[]): boolean {
  return forms.includes(form) && answer.how === "served";
}

/** Sure when the same place does refuse something else: then it is not only kind to everybody. */
function found(cause: CauseId, accepted: readonly TokenRow[], rows: readonly TokenRow[]): Finding {
  const refused = rows.find(
    ({ place, at, answer }) =>
      answer.how === "refused" && accepted.some((row) => row.place === place && row.at === at),
  );
  const told = [...accepted.slice(0, 4), ...(refused === undefined ? [] : [refused])];
  return {
    ...{ cause, confidence: 0.96 },
    evidence: told.map((row) => cellFact(row, row.form, row.answer)),
  };
}
