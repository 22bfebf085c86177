import { BroadcastChannel } from "node:worker_threads";
import { afterAll, beforeEach, inject } from "vitest";
import type { CheckSign } from "./running-checks.ts";

// Runs inside Vitest's workers. Vitest sends the start of a test through a throttle, on a timer that
// never fires while the test spins; a posted message leaves the thread at once.
const channel = new BroadcastChannel(inject("gapproofSigns"));
channel.unref();

beforeEach(({ task }) => {
  say({ id: task.id, sign: "started" });
  return function sayEnded() {
    say({ id: task.id, sign: "ended" });
  };
});

afterAll(() => channel.close());

function say(sign: CheckSign): void {
  channel.postMessage(sign);
}
