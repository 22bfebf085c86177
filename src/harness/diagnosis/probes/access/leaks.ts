import type { OperationName } from "../../../../contract/contract.ts";
import { holdsSecret } from "../../../../ground/redact.ts";
import { parsed } from "../../../wire/json.ts";
import type { Lab } from "../../lab.ts";
import type { AccessTrial } from "../access-saw.ts";
import { secretKeysIn } from "../secret-keys.ts";
import { inTurns } from "../turns.ts";
import { type AccessScene, tryCall } from "./scene.ts";

const atOnce = 8;

/** Everything the house says to anybody, and what it says when it refuses. */
export async function leaks({ lab, things, owner }: AccessScene): Promise<readonly AccessTrial[]> {
  const { operations } = lab.contract;
  const open = (Object.keys(operations) as OperationName[]).filter((name) => {
    const operation = operations[name];
    const isPage = operation?.method === "GET" && operation.authenticated === false;
    return isPage && !/stream/i.test(name);
  });
  const pages = open.map((name) => async () => {
    const answer = await tryCall(lab, name, { values: things, user: null });
    return answer === undefined ? [] : [told(name, answer.text), unset(name, answer.json)];
  });
  // Statistics may name whoever called last: somebody must have.
  await tryCall(lab, "me", { user: owner });
  const refused = async (): Promise<readonly AccessTrial[]> => {
    const name = (["me", "listThreads"] as const).find((one) => operations[one]?.authenticated);
    const answer = name && (await tryCall(lab, name, { user: null }));
    return answer ? [told(answer.operation, answer.text)] : [];
  };
  const tasks = [...pages, refused, ...climbs(lab)];
  return (await inTurns(tasks, atOnce, (task) => task())).flat();
}

/** Paths and ids that climb out of their folder; a machine's list of users is what everybody looks for. */
function climbs(lab: Lab): readonly (() => Promise<readonly AccessTrial[]>)[] {
  const path = "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd";
  const steps = "../../../../etc/passwd";
  const isFile = (text: string): boolean => /root:[^:\s]*:0:0:/.test(text);
  const tell = (at: string, text: string): AccessTrial => ({
    ...{ topic: "leak", at, lapsed: isFile(text) },
    text: `${at} that climbs out of its folder is answered with ${isFile(text) ? "a file of the machine" : "no file"}`,
  });
  return [
    async () => {
      try {
        const answer = await lab.wire.api.client("backend").call({ method: "GET", path });
        return [tell("a path", answer.text)];
      } catch {
        return [];
      }
    },
    async () => {
      const user = await lab.user();
      const answer = await tryCall(lab, "readThread", { values: { threadId: steps }, user });
      return answer === undefined ? [] : [tell("an id", answer.text)];
    },
  ];
}

function told(at: string, text: string): AccessTrial {
  const what = leakIn(text);
  return {
    ...{ topic: "leak", at, lapsed: what !== undefined },
    text: `the answer of ${at} shows ${what ?? "no credentials"}`,
  };
}

/** A word for nothing where the beginning of an address belongs: a setting was missing. */
function unset(at: string, value: unknown): AccessTrial {
  const lapsed = isUnset(value);
  const text = `the answer of ${at} holds ${lapsed ? "an" : "no"} address that begins with a word for nothing`;
  return { topic: "unset", at, text, lapsed };
}

function isUnset(value: unknown): boolean {
  if (typeof value === "string") return /^(?:None|undefined|null)\//.test(value);
  return value !== null && typeof value === "object" && Object.values(value).some(isUnset);
}

const trace =
  /Traceback \(most recent call last\)|\n\s+at \S+ \(?\S+:\d+:\d+\)|File "[^"]+", line \d+/;
const jwt = /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/;

/** What of an answer is a secret, by its shape or because we know it; never the secret itself. */
export function leakIn(text: string): string | undefined {
  if (holdsSecret(text)) return "a token or secret that was used here";
  if (jwt.test(text)) return "a token";
  if (trace.test(text.replaceAll("\\n", "\n").replaceAll('\\"', '"'))) return "a stack trace";
  const [key] = secretKeysIn(parsed(text), { isSecret });
  return key === undefined ? undefined : `a value under ${key}`;
}

const secretName = /(?:secret|password|passwd|private_?key|api_?key|bypass_?key|signing_?key)/i;

/** No stars, no words about it, no URL: letters and digits, as secrets are made of. */
function isSecret(key: string, text: string): boolean {
  const isReal = /^[\w.+/=~-]{8,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text);
  return isReal && secretName.test(key);
}
