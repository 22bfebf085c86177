import type { Evidence } from "../evidence.ts";
import type { EvidenceItem } from "../finding.ts";
import {
  formWords,
  type TokenAnswer,
  type TokenForm,
  type TokenRow,
  type TokensSaw,
} from "../probes/tokens-saw.ts";

/** The column of one place: how each form was answered there. */
export interface TokenColumn {
  readonly place: TokenRow["place"];
  readonly at: string;
  readonly carrier: string;
  of(form: TokenForm): TokenAnswer | undefined;
}

/** Columns of a place, the one with every form first. */
export function columnsOf({ rows }: TokensSaw, place: TokenRow["place"]): readonly TokenColumn[] {
  const columns = new Map<string, TokenRow[]>();
  for (const row of rows) {
    if (row.place !== place) continue;
    const key = `${row.at} ${row.carrier}`;
    columns.set(key, [...(columns.get(key) ?? []), row]);
  }
  return [...columns.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { at, carrier } = first;
    return [{ place, at, carrier, of: (form) => own.find((row) => row.form === form)?.answer }];
  });
}

/** The table, unless something in front of it refuses everybody, or nobody can be refused. */
export function tableOf(evidence: Evidence): TokensSaw | undefined {
  // Where not even a connection stands, no token is looked at.
  const offered = evidence.of("offer");
  if (offered !== undefined && offered.handshake.connectMs === undefined) return undefined;
  const saw = evidence.of("tokens");
  return saw?.open === undefined || saw.open.how === "served" || saw.open.how === "busy"
    ? saw
    : undefined;
}

/** Whether two answers are the same to whoever reads them. */
export function isSame(one: TokenAnswer | undefined, other: TokenAnswer | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (
    one.how === other.how &&
    one.status === other.status &&
    one.code === other.code &&
    one.text === other.text
  );
}

/** `closes with 1008`, `HTTP 401`, with the beginning of what was said. */
function answerWords({ how, status, code, text }: TokenAnswer): string {
  const said = text === "" ? "" : `: ${text.slice(0, 120)}`;
  if (how === "served") return status === 101 ? "welcome" : `HTTP ${status ?? "2xx"}`;
  if (code !== undefined) return `close ${code}${said}`;
  if (how === "cut") return "the connection ends without a word";
  if (how === "silent") return "silence";
  return `HTTP ${status ?? "?"}${said}`;
}

/** How one form was answered in one place, as evidence. */
export function cellFact(
  { place, at, carrier }: Pick<TokenRow, "place" | "at" | "carrier">,
  form: TokenForm,
  answer: TokenAnswer,
): EvidenceItem {
  const where = place === "socket" ? `on the socket ${at} by ${carrier}` : `by ${at}`;
  return {
    probe: "tokens",
    text: `${formWords[form]} is answered ${where} with ${answerWords(answer)}`,
    ...(answer.sent === undefined ? {} : { sent: answer.sent }),
    ...(answer.received === undefined ? {} : { received: answer.received }),
  };
}
