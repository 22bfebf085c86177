import { randomUUID } from "node:crypto";
import type { Operation, OperationName } from "../../../contract/contract.ts";
import { redact } from "../../../ground/redact.ts";
import type { Answer } from "../../wire/http/operation.ts";
import { revisionIn } from "../../wire/look.ts";
import { isRevision } from "../../wire/revision.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { type CallSaw, outcomeOf } from "./call-saw.ts";
import { ask, askAny } from "./calls.ts";
import { claimsIn } from "./front-claims.ts";
import { limitIn } from "./front-limit.ts";
import { tryManners } from "./front-manners.ts";
import type { ClaimSaw, FrontSaw } from "./front-saw.ts";
import { identityIn, settingsIn } from "./front-settings.ts";
import { inTurns } from "./turns.ts";

/** Calls of each kind under way at once: together, what a browser does to one host. */
const atOnce = 4;

/** Calls that failed and are made once more. */
const mostAgain = 12;

/** Of those, the ones nothing answered: each costs a whole wait. */
const mostSilent = 2;

/** Before each call that is made alone. Milliseconds. */
const restMs = 40;

export const front: Probe<"front"> = {
  name: "front",
  title: "everything it says to anybody, over HTTP",
  costMs: 150,
  limitMs: 25_000,
  run: lookAtFront,
  describe({ health, identity, open, doors, again, claims, revisions }) {
    const failed = [...open, ...doors].filter(({ ok }) => !ok).map(outcomeOf);
    const parts = [
      `${health.map(({ status, failure }) => status ?? failure).join(", ")} ${identity.service ?? "?"}`,
      `${[...new Set(revisions)].join(", ")}`,
      `${open.length + doors.length - failed.length} of ${open.length + doors.length} as promised`,
      ...failed.slice(0, 3),
      ...(again.length === 0
        ? []
        : [`${again.filter(({ ok }) => ok).length} of ${again.length} again`]),
      ...claims.map(({ text }) => text).slice(0, 2),
    ];
    return parts.join("; ");
  },
  symptoms({ health, identity, open, again, claims, settings, manners, ...who }) {
    // Whatever kept silent once and answered later may have been our own haste.
    const told = [...health, ...open, ...again].filter(
      ({ ok, status }) => !ok && status !== undefined,
    );
    const silent = again.filter(({ ok, status }) => !ok && status === undefined);
    return [
      ...[...new Set([...silent, ...told].map(outcomeOf))].slice(0, 5),
      ...(identity.isRight ? [] : [`the service is called ${identity.service ?? "nothing"}`]),
      ...claims.map(({ text }) => text),
      ...(settings?.inverted ?? []),
      ...strangersIn(who),
      ...Object.values(manners)
        .filter(
          ({ name, ok, status }) => !ok && status !== undefined && !name.endsWith("preflight"),
        )
        .map((saw) => `${saw.name}: ${outcomeOf(saw)}`),
    ];
  },
};

/** Revisions that answer, and are not the one that should. */
function strangersIn({
  revisions,
  expectedRevision: expected,
}: Pick<FrontSaw, "revisions" | "expectedRevision">): string[] {
  if (expected === undefined) return [];
  const others = [...new Set(revisions)].filter((one) => !isRevision(one, expected));
  return others.map((one) => `revision ${one} answers; ${expected} is expected`);
}

async function lookAtFront(lab: Lab): Promise<FrontSaw> {
  const { contract } = lab;
  const path = contract.identity.path;
  const identify = () => askAny(lab, { name: "identity", method: "GET", path, ok: [200] });
  const first = await identify();
  // Where it keeps silent, the second question waits beside the others.
  const later = identify();
  // It is awaited last: what ends everything before is told by the others.
  later.catch(() => undefined);
  if (!isSilent(first.saw)) await later;
  const answers = new Map<OperationName, Answer>();
  const lineSaw = lineOf(lab);
  const [open, doors, manners] = await askAll(lab, answers);
  const again = await askAgain(lab, [...open, ...doors]);
  const second = await later;
  const third = isSilent(first.saw) ? second : await identify();
  const said = [third, second, first].find(({ saw }) => saw.ok)?.answer ?? first.answer;
  const told = answers.get("settings");
  const settings = settingsIn(
    contract,
    told?.ok === true ? told.json : said?.json,
    lab.subject.borne,
  );
  const revisions = [first, second, third]
    .map(({ answer }) => revisionIn(contract, answer?.json))
    .concat(revisionIn(contract, answers.get("settings")?.json))
    .filter((revision) => revision !== undefined);
  return {
    health: [first.saw, second.saw],
    identity: identityIn(contract, said?.json),
    line: await lineSaw,
    ...(settings === undefined ? {} : { settings }),
    ...{ open, doors, again, manners, revisions },
    ...limitIn(lab),
    ...(lab.subject.expectedRevision === undefined
      ? {}
      : { expectedRevision: redact(lab.subject.expectedRevision) }),
    claims: [
      ...claimsIn(lab, answers),
      ...frozen([first.answer?.text, second.answer?.text, third.answer?.text]),
      ...(await frontendClaims(lab, answers.get("frontendHealth"))),
    ],
  };
}

/** A fresh connection to the same path, timed by its parts. */
async function lineOf(lab: Lab): Promise<FrontSaw["line"]> {
  const url = new URL(lab.wire.api.client("backend").url(lab.contract.identity.path));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const headers = lab.wire.trace.headers();
  using connection = await lab.open({ url: url.href, upgrade: false, headers });
  const { connectMs, answerMs } = connection.handshake;
  return {
    ...(connectMs === undefined ? {} : { connectMs }),
    ...(answerMs === undefined ? {} : { answerMs }),
  };
}

function isSilent({ status, elapsedMs }: CallSaw): boolean {
  return status === undefined && elapsedMs > 500;
}

/** Everything anybody may ask, on as many connections as a browser has. */
async function askAll(lab: Lab, answers: Map<OperationName, Answer>) {
  return await Promise.all([askOpenly(lab, answers), knock(lab), tryManners(lab)]);
}

async function askOpenly(lab: Lab, answers: Map<OperationName, Answer>): Promise<CallSaw[]> {
  const { operations, http } = lab.contract;
  const names = (Object.keys(operations) as OperationName[]).filter((name) => isOpen(lab, name));
  const known = new Set(names.map((name) => operations[name]?.path));
  const paths = http.openPaths.filter((path) => !known.has(path));
  return await inTurns([...names, ...paths], atOnce, async (item) => {
    if (item.startsWith("/"))
      return (await askAny(lab, { name: "open path", method: "GET", path: item })).saw;
    const name = item as OperationName;
    const { saw, answer } = await ask(lab, name, { user: null });
    if (answer !== undefined) answers.set(name, answer);
    return saw;
  });
}

/** Can be asked by anybody, needs nothing and ends by itself. */
function isOpen({ contract, subject }: Lab, name: OperationName): boolean {
  const operation = contract.operations[name];
  if (operation === undefined || operation.authenticated || name === "eventStream") return false;
  const isThere = operation.service !== "frontend" || subject.services?.frontend !== undefined;
  return operation.method === "GET" && placeholdersOf(operation).length === 0 && isThere;
}

function placeholdersOf(operation: Operation): string[] {
  const text = JSON.stringify(operation);
  return [...text.matchAll(/\{(\w+)(?:\|\w+)?\}/g)].map(([, name = ""]) => name);
}

/** Asks for what wants a user as nobody: a door that is there is shut, and one that is not is no door. */
async function knock(lab: Lab): Promise<CallSaw[]> {
  const { operations, auth, http } = lab.contract;
  const byRoute = new Map<string, OperationName>();
  for (const [name, operation] of Object.entries(operations)) {
    const route = `${operation.method} ${operation.path}`;
    const isDoor = operation.authenticated && operation.service !== "frontend";
    if (isDoor && !byRoute.has(route)) byRoute.set(route, name as OperationName);
  }
  return await inTurns([...byRoute.values()], atOnce, async (name) => {
    const operation = operations[name] as Operation;
    const { saw } = await ask(lab, name, { ...nothingFor(lab, operation), user: null });
    const shut = [...auth.refusedStatuses, ...http.invalidStatuses];
    const { status = 0 } = saw;
    return { ...saw, ok: shut.includes(status) || (!auth.enforced && status < 500), missing: [] };
  });
}

/** Values that name nothing there is, and a body that says nothing. */
function nothingFor({ contract }: Lab, operation: Operation) {
  const values: Record<string, string> = {};
  for (const name of placeholdersOf(operation)) values[name] = randomUUID();
  const [agent = "none"] = contract.agents;
  return { values: { ...values, agent }, ...(operation.body === undefined ? {} : { body: {} }) };
}

async function askAgain(lab: Lab, calls: readonly CallSaw[]): Promise<CallSaw[]> {
  const all = calls.filter(({ ok }) => !ok);
  const silent = all.filter(isSilent).slice(0, mostSilent);
  const failed = [...silent, ...all.filter((saw) => !isSilent(saw))].slice(0, mostAgain);
  return await inTurns(failed, 1, async (before) => {
    const { name, method, path } = before;
    // What was too much at once has to be over before it is tried alone.
    await lab.pause(restMs);
    if (name === "open path") return (await askAny(lab, { name, method, path })).saw;
    const operation = lab.contract.operations[name as OperationName] as Operation;
    const nothing = nothingFor(lab, operation);
    const { saw } = await ask(lab, name as OperationName, { ...nothing, user: null });
    const isShut = operation.authenticated && saw.status !== before.status;
    return { ...saw, ok: saw.ok || (isShut && (saw.status ?? 500) < 500) };
  });
}

/** The very same words at different times, with a time to the millisecond among them. */
function frozen(texts: readonly (string | undefined)[]): ClaimSaw[] {
  const [text = ""] = texts;
  const isTimed = /"[^"]*(time|uptime)[^"]*"\s*:\s*"?[^",}]*\d\.\d{2,}/.test(text);
  if (!isTimed || !texts.every((other) => other === text)) return [];
  return [{ about: "frozen", text: "it says the very same three times, the time of day included" }];
}

/** A frontend that is empty, or the backend under another name. */
async function frontendClaims(lab: Lab, answer: Answer | undefined): Promise<ClaimSaw[]> {
  const { identity, operations } = lab.contract;
  if (answer?.ok !== true || lab.subject.services?.frontend === lab.subject.http) return [];
  if (answer.text.trim() === "")
    return [{ about: "frontend", text: "the frontend serves nothing" }];
  const { path = "/" } = operations.frontendHealth ?? {};
  const behind = await askAny(lab, { name: "backend", method: "GET", path });
  const isBackend = behind.saw.ok && behind.answer?.text === answer.text;
  const isNamed = identity.service.oneOf.includes(String(answer.field(identity.service.read)));
  if (!isBackend && !isNamed) return [];
  return [{ about: "frontend", text: "the frontend says what the backend says, word for word" }];
}
