import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Frame, Inbox } from "../../../src/harness/wire/socket/inbox.ts";

function frame(n: number, type: string): Frame {
  const message = { type };
  const rest = { json: true, binary: false, bytes: 1, arrivedMs: n, arrivedAt: new Date(n) };
  return { n, type, message, text: JSON.stringify(message), ...rest };
}

describe("Inbox", () => {
  test("keeps what came before anybody waited", async () => {
    const inbox = new Inbox();
    inbox.push(frame(0, "early"));
    await expect(inbox.next(({ type }) => type === "early").frame).resolves.toMatchObject({ n: 0 });
  });

  test("leaves what was not wanted to later waits", async () => {
    const inbox = new Inbox();
    inbox.push(frame(0, "noise"));
    inbox.push(frame(1, "wanted"));
    expect((await inbox.next(({ type }) => type === "wanted").frame).n).toBe(1);
    expect((await inbox.next(() => true).frame).n).toBe(0);
  });

  test("gives a frame to one waiter only", async () => {
    const inbox = new Inbox();
    const [first, second] = [inbox.next(() => true), inbox.next(() => true)];
    inbox.push(frame(0, "a"));
    inbox.push(frame(1, "b"));
    expect((await first.frame).n).toBe(0);
    expect((await second.frame).n).toBe(1);
  });

  test("does not count frames before the given position", async () => {
    const inbox = new Inbox();
    inbox.push(frame(0, "pong"));
    const pending = inbox.next(({ type }) => type === "pong", 1);
    inbox.push(frame(1, "pong"));
    expect((await pending.frame).n).toBe(1);
  });

  test("rejects waits that are open and waits that come later, once nothing can arrive", async () => {
    const inbox = new Inbox();
    const open = inbox.next(() => true).frame;
    inbox.end(new Error("closed"));
    await expect(open).rejects.toThrow("closed");
    await expect(inbox.next(() => true).frame).rejects.toThrow("closed");
  });

  test("gives a called-off wait's frame to the next one", async () => {
    const inbox = new Inbox();
    inbox.next(() => true).cancel();
    inbox.push(frame(0, "a"));
    expect((await inbox.next(() => true).frame).n).toBe(0);
  });

  test("hands out every frame exactly once and in order, whenever the waits are made", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("push", "wait"), { maxLength: 30 }),
        async (steps) => {
          const inbox = new Inbox();
          const waits: Promise<Frame>[] = [];
          let pushed = 0;
          for (const step of steps) {
            if (step === "wait") waits.push(inbox.next(() => true).frame);
            else inbox.push(frame(pushed++, "x"));
          }
          const served = await Promise.all(waits.slice(0, pushed));
          expect(served.map(({ n }) => n)).toEqual(served.map((_, n) => n));
        },
      ),
      { numRuns: 50 },
    );
  });
});
