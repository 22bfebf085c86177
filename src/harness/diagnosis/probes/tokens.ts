import type { OperationName } from "../../../contract/contract.ts";
import { readings } from "../../../contract/readings.ts";
import type { Secret } from "../../../ground/secret.ts";
import type { Answer } from "../../wire/http/operation.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { askHttp, askSocket } from "./token-answer.ts";
import { type TokenWay, waysOf } from "./token-carriers.ts";
import { type TokenKit, tokenKit } from "./token-forms.ts";
import { formWords, type TokenForm, type TokenRow, type TokensSaw } from "./tokens-saw.ts";
import { inTurns } from "./turns.ts";

/** Requests under way at once. */
const atOnce = 8;

/** Forms tried in every place; the others only in the first of each kind. */
const everywhere: readonly TokenForm[] = ["valid", "absent", "wrong-signature"];

/** Forms that a verifier must refuse. */
const bad: readonly TokenForm[] = [
  ...(["wrong-signature", "as-test", "unsigned", "malformed", "absent", "refresh"] as const),
  ...(["expired", "other-audience", "other-issuer", "other-size"] as const),
];

/** One cell of the table, not yet filled in. */
type Cell = Omit<TokenRow, "answer"> & { ask(): Promise<TokenRow["answer"]> };

/** Every kind of token, over HTTP and on the socket, by every carrier. */
export const tokens: Probe<"tokens"> = {
  name: "tokens",
  title: "good, forged, old and missing tokens over HTTP and on the socket, by every carrier",
  costMs: 260,
  limitMs: 12_000,
  run,
  describe: describeTokens,
  symptoms: symptomsOf,
};

async function run(lab: Lab): Promise<TokensSaw> {
  const kit = await tokenKit(lab);
  const open = await openAnswer(lab);
  const cells = [...httpCells(lab, kit), ...validateCells(lab, kit), ...socketCells(lab, kit)];
  // Where a user has a single session, the next good token would end the one before.
  const rows = await inTurns(cells, lab.contract.load.sockets > 1 ? atOnce : 1, fill);
  const { issuedAt } = kit;
  const ahead = dateAhead(open[1]);
  return {
    rows,
    notTried: kit.notTried,
    enforced: lab.contract.auth.enforced,
    ...(open[0] === undefined ? {} : { open: open[0] }),
    ...(ahead === undefined ? {} : { dateAheadMs: ahead }),
    ...(issuedAt === undefined
      ? {}
      : { issuedAheadMs: Math.round(issuedAt * 1000 - lab.clock.date().getTime()) }),
  };
}

/** Asked twice when the answer is not what it ought to be: what differs the second time is no table. */
async function fill({ ask, ...cell }: Cell): Promise<TokenRow> {
  const answer = await ask();
  const expected = bad.includes(cell.form) ? "refused" : "served";
  const isFree = cell.form === "future" || cell.form === "early" || cell.form === "long";
  if (isFree || answer.how === expected) return { ...cell, answer };
  const again = await ask();
  if (again.how === answer.how) return { ...cell, answer };
  // Better the answer that raises no suspicion: a die was cast, not a token looked at.
  return { ...cell, answer: again.how === expected ? again : { ...answer, how: "busy" } };
}

function httpCells(lab: Lab, kit: TokenKit): readonly Cell[] {
  const { operations, http } = lab.contract;
  const inOwnHouse = (name: OperationName): boolean => operations[name]?.service !== "auth";
  const doors = readings(lab.contract).toSorted(
    (a, b) => Number(inOwnHouse(b)) - Number(inOwnHouse(a)),
  );
  const services = new Set(doors.map((name) => operations[name]?.service));
  const chosen = [...services].flatMap((service) =>
    doors.filter((name) => operations[name]?.service === service).slice(0, 1),
  );
  const cells = chosen.flatMap((operation, nth) =>
    formsFor(kit, nth === 0).map(([form, token]) => {
      const asTest = form === "as-test" ? { headers: lab.contract.auth.testHeaders } : {};
      const options = token === null ? { user: null } : { token, user: null, ...asTest };
      const ask = async () => (await askHttp(lab, { operation, options }))[0];
      return { place: "http", at: operation, carrier: "header", form, ask } as const;
    }),
  );
  const [first] = chosen;
  if (first === undefined || http.sessionCookie === undefined) return cells;
  const headers = { cookie: `${http.sessionCookie}=${kit.user.token.reveal()}` };
  const ask = async () =>
    (await askHttp(lab, { operation: first, options: { user: null, headers } }))[0];
  return [...cells, { place: "http", at: first, carrier: "cookie", form: "valid", ask }];
}

/** Where others ask whether a token counts. */
function validateCells(lab: Lab, kit: TokenKit): readonly Cell[] {
  if (lab.contract.operations.validate === undefined) return [];
  const forms: readonly TokenForm[] = ["valid", "wrong-signature", "expired"];
  return forms.flatMap((form) => {
    const token = kit.tokens.get(form);
    if (token === undefined || token === null) return [];
    const options = { user: null };
    const ask = async () =>
      (await askHttp(lab, { operation: "validate", values: { token }, options }))[0];
    return [{ place: "validate", at: "validate", carrier: "body", form, ask } as const];
  });
}

function socketCells(lab: Lab, kit: TokenKit): readonly Cell[] {
  const { websocket } = lab.contract;
  const ways = waysOf(lab.contract);
  const [route = "/", ...routes] = websocket.routes;
  const [first, ...others] = ways;
  if (first === undefined) return [];
  const cell = (at: string, way: TokenWay, [form, token]: Tried): Cell => ({
    ...{ place: "socket", at, carrier: way.name, form },
    async ask() {
      const ticket = { ...way.ticket(token), route: at };
      const asTest = form === "as-test" ? lab.contract.auth.testHeaders : {};
      const request = await lab.upgrade({ ...ticket, headers: { ...ticket.headers, ...asTest } });
      return await askSocket(lab, request, way.message(token));
    },
  });
  return [
    ...formsFor(kit, true).map((tried) => cell(route, first, tried)),
    ...others.map((way) => cell(route, way, ["valid", kit.user.token])),
    ...routes.flatMap((at) => formsFor(kit, false).map((tried) => cell(at, first, tried))),
    // A path for visitors that nobody declared open is nobody's way in.
    ...(websocket.demo?.enabled === false
      ? [cell(websocket.demo.route, first, ["absent", null])]
      : []),
  ];
}

type Tried = readonly [TokenForm, Secret | null];

function formsFor({ tokens: made }: TokenKit, all: boolean): readonly Tried[] {
  return [...made].filter(([form]) => all || everywhere.includes(form));
}

/** How somebody without a token is answered where nobody needs one. */
async function openAnswer(lab: Lab): Promise<readonly [TokenRow["answer"] | undefined, Answer?]> {
  if (lab.contract.operations.health?.authenticated !== false) return [undefined];
  return await askHttp(lab, { operation: "health", options: { user: null } });
}

function dateAhead(answer: Answer | undefined): number | undefined {
  const date = Date.parse(answer?.headers.date ?? "");
  if (answer === undefined || Number.isNaN(date)) return undefined;
  return Math.round(date - (answer.startedAt.getTime() + answer.elapsedMs / 2));
}

function describeTokens({ rows, notTried }: TokensSaw): string {
  const kinds = new Map<string, string[]>();
  for (const { place, at, carrier, form, answer } of rows) {
    const isFirst = carrier === rows.find((row) => row.place === place)?.carrier;
    const key = `${place} ${at}${isFirst ? "" : ` by ${carrier}`}: ${answer.how}`;
    kinds.set(key, [...(kinds.get(key) ?? []), form]);
  }
  const told = [...kinds].map(([key, forms]) => `${key} ${forms.join(", ")}`);
  const missing = Object.keys(notTried);
  return [...told, ...(missing.length > 0 ? [`not tried: ${missing.join(", ")}`] : [])].join("; ");
}

/** One per place and answer, however many carriers it was met by. */
function symptomsOf({ rows, enforced, open }: TokensSaw): readonly string[] {
  if (open !== undefined && open.how !== "served") return [];
  const told = rows.flatMap((row) =>
    bad.includes(row.form) ? (enforced ? wrongsOf(row) : []) : shutOut(row),
  );
  return [...new Set(told)];
}

function shutOut({ place, form, answer, carrier }: TokenRow): readonly string[] {
  // Only of these two is it promised that they count.
  if (form !== "valid" && form !== "relogin") return [];
  if (answer.how === "served" || answer.how === "busy" || carrier === "cookie") return [];
  return [`${placeWords[place]} ${formWords[form]} is answered with ${briefly(answer)}`];
}

function wrongsOf({ place, form, answer }: TokenRow): readonly string[] {
  if (answer.how === "served") return [`${placeWords[place]} ${formWords[form]} is accepted`];
  const isCrash = answer.how === "crashed" || answer.how === "cut";
  return isCrash ? [`${placeWords[place]} ${formWords[form]} is answered like a crash`] : [];
}

const placeWords = {
  http: "over HTTP",
  socket: "on the socket",
  validate: "where others ask whether a token counts,",
} as const;

function briefly({ how, status, code }: TokenRow["answer"]): string {
  if (code !== undefined) return `close ${code}`;
  return status === undefined || status === 101 ? how : `HTTP ${status}`;
}
