import { randomUUID } from "node:crypto";
import type { OperationName } from "../../../../contract/contract.ts";
import { fillString } from "../../../../contract/template.ts";
import { withBrokenSignature } from "../../../wire/user/token.ts";
import type { Lab } from "../../lab.ts";
import type { AccessTrial } from "../access-saw.ts";
import { inTurns } from "../turns.ts";
import { type AccessScene, isServed, trialOf, tryCall } from "./scene.ts";

const atOnce = 8;

/** A stream that a stranger is served has no end to wait for. Milliseconds. */
const streamMs = 1_000;

/** Every operation that wants a token, without one. */
export async function strangers({ lab, things }: AccessScene): Promise<readonly AccessTrial[]> {
  const { operations } = lab.contract;
  const names = (Object.keys(operations) as OperationName[])
    .filter((name) => operations[name]?.authenticated === true)
    // Whatever takes something away comes last.
    .toSorted((a, b) => weight(operations[a]?.method) - weight(operations[b]?.method));
  const trials = await inTurns(names, atOnce, async (name) => {
    const answer = await tryCall(lab, name, { values: things, user: null, timeoutMs: streamMs });
    if (answer === undefined) return [];
    return [trialOf("stranger", answer, { who: "as nobody", lapsed: isServed(answer) })];
  });
  return trials.flat();
}

function weight(method: string | undefined): number {
  return method === "DELETE" ? 1 : 0;
}

/** Readings that ask for nothing but a user, and what the owner made: all of it is theirs. */
export async function members(scene: AccessScene): Promise<readonly AccessTrial[]> {
  const { lab, owner, things, made } = scene;
  const names = ["me", "listThreads", "readThread", "threadMessages", "readMessage"] as const;
  const answers = await Promise.all(
    names.map((name) => tryCall(lab, name, { values: things, user: owner })),
  );
  const { refusedStatuses } = lab.contract.auth;
  return [...made, ...answers].flatMap((answer) => {
    if (answer === undefined) return [];
    const lapsed = refusedStatuses.includes(answer.status);
    return [trialOf("member", answer, { who: "with a valid token", lapsed })];
  });
}

/** Headers that claim to be somebody, and a cookie beside a forged token. */
export async function claims(scene: AccessScene): Promise<readonly AccessTrial[]> {
  const { lab, owner } = scene;
  const { http, operations } = lab.contract;
  const reads = operations.me?.read.userId !== undefined;
  const victim = scene.other?.id ?? randomUUID();
  const headers = claimsToBe(lab, victim);
  const trials: AccessTrial[] = [];
  if (Object.keys(headers).length > 0) {
    const [plain, claimed, nobody] = await Promise.all([
      tryCall(lab, "me", { user: owner }),
      tryCall(lab, "me", { user: owner, headers }),
      tryCall(lab, "me", { user: null, headers }),
    ]);
    if (reads && plain !== undefined && claimed?.ok === true) {
      const lapsed = plain.read("userId") !== claimed.read("userId");
      trials.push({
        ...{ topic: "claimed", at: "me", lapsed },
        text: `me names ${lapsed ? "somebody else" : "the caller"} when headers claim to be somebody else`,
      });
    }
    if (nobody !== undefined) {
      const who = "as nobody, with headers that claim to be somebody";
      trials.push(trialOf("claimed", nobody, { who, lapsed: isServed(nobody) }));
    }
  }
  if (http.sessionCookie === undefined) return trials;
  const cookie = `${http.sessionCookie}=${owner.token.reveal()}`;
  const token = withBrokenSignature(owner.token);
  const both = await tryCall(lab, "me", { user: null, token, headers: { cookie } });
  if (both === undefined) return trials;
  const who = "with a forged token and a good cookie";
  return [...trials, trialOf("claimed", both, { who, lapsed: isServed(both) })];
}

/** Headers in which the caller says who they are. */
function claimsToBe({ contract }: Lab, userId: string): Readonly<Record<string, string>> {
  const headers = Object.entries(contract.auth.spoofedHeaders);
  return Object.fromEntries(headers.map(([name, value]) => [name, fillString(value, { userId })]));
}

/** A page of a foreign origin that calls with credentials (Fetch, section 3.2). */
export async function origins({ lab, owner }: AccessScene): Promise<readonly AccessTrial[]> {
  const { foreign } = lab.contract.http.cors ?? {};
  if (foreign === undefined) return [];
  const answer = await tryCall(lab, "me", { user: owner, headers: { origin: foreign } });
  if (answer === undefined) return [];
  const { headers } = answer;
  const lapsed =
    headers["access-control-allow-origin"] === foreign &&
    headers["access-control-allow-credentials"] === "true";
  const text = `a page of a foreign origin may ${lapsed ? "" : "not "}read answers to calls with credentials`;
  return [{ topic: "origin", at: "me", text, lapsed }];
}

/** Somebody who may only read. Needs the signing secret. */
export async function readers({
  lab,
  owner,
  things,
}: AccessScene): Promise<readonly AccessTrial[]> {
  const { permissions } = lab.contract.auth;
  if (permissions === undefined || lab.subject.credentials.jwtSecret === undefined) return [];
  const claim = { [permissions.claim]: permissions.readOnly };
  const token = await lab.wire.users.mint(owner, claim);
  const names = ["createThread", "updateThread", "postMessage"] as const;
  const title = `gapproof ${randomUUID()}`;
  const answers = await Promise.all(
    names.map((name) => tryCall(lab, name, { values: { ...things, title }, user: null, token })),
  );
  // Whoever confirms a new title and keeps the old one permits nothing.
  const thread = await tryCall(lab, "readThread", { values: things, user: owner });
  const now = thread?.ok === true ? thread.read("title") : undefined;
  const isUnchanged = typeof now === "string" && now !== title;
  return answers.flatMap((answer) => {
    if (answer === undefined) return [];
    const isIdle = answer.operation === "updateThread" && isUnchanged;
    const who = `with a token that may only read${isIdle ? ", to no effect," : ""}`;
    return [trialOf("reader", answer, { who, lapsed: isServed(answer) && !isIdle })];
  });
}

/** What one user has, asked for by another. */
export async function foreigners(scene: AccessScene): Promise<readonly AccessTrial[]> {
  const { lab, other, owner, things } = scene;
  if (other === undefined || things.threadId === undefined) return [];
  const names = [
    "readThread",
    "threadMessages",
    "readMessage",
    "updateThread",
    "postMessage",
  ] as const;
  const headers = claimsToBe(lab, owner.id);
  const [listed, ...answers] = await Promise.all([
    tryCall(lab, "listThreads", { user: other }),
    ...names.map((name) => tryCall(lab, name, { values: things, user: other })),
  ]);
  const claimed = await tryCall(lab, "readThread", { values: things, user: other, headers });
  const trials = answers.flatMap((answer) => {
    if (answer === undefined) return [];
    const who = "with another user's token";
    return [trialOf("foreign", answer, { who, lapsed: isServed(answer) })];
  });
  const isReadable = answers.some(
    (answer) => answer?.operation === "readThread" && isServed(answer),
  );
  if (claimed !== undefined && !isReadable) {
    const who = "with another user's token and headers that claim to be the owner";
    trials.push(trialOf("claimed", claimed, { who, lapsed: isServed(claimed) }));
  }
  if (listed?.ok !== true) return trials;
  const lapsed = listed.text.includes(String(things.threadId));
  const text = `the list of a user's threads names ${lapsed ? "another user's, too" : "no other user's"}`;
  return [...trials, { topic: "foreign", at: "listThreads", text, lapsed }];
}
