import type { IncomingMessage } from "node:http";
import type { Clock } from "../../../ground/clock.ts";
import { redact } from "../../../ground/redact.ts";

const mostCharacters = 2048;
/** Longer, because a secret that is cut in the middle is not known for one. */
const mostRead = 4 * mostCharacters;
const patienceMs = 1000;

/**
 * The beginning of a refusal's body, redacted. Never rejects and never waits long: whoever refuses an upgrade may
 * also forget to end the answer.
 */
export function readRefusal(response: IncomingMessage, clock: Clock): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const finish = (): void => {
      stopTimer();
      resolve(redact(text).slice(0, mostCharacters));
    };
    const stopTimer = clock.after(patienceMs, finish);
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      if (text.length >= mostRead) finish();
    });
    response.on("end", finish);
    response.on("error", finish);
    response.on("close", finish);
  });
}
