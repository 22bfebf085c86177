import { check, test } from "../../src/fixtures/test.ts";
import type { Session } from "../../src/harness/wire/session.ts";

const phase = "golden-path-recovery";
const journey = "websocket";

test(
  "connects again and again, hung up on or not, and goes on in the same thread",
  check({
    id: "websocket.reconnects",
    suspects: ["contract-violation"],
    rows: ["W18"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["connection-id", "operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    const asked = [];
    const ids = new Set<string | undefined>();
    for (const how of ["close", "drop", "drop", "close"] as const) {
      const session = await context.connect({ user, threadId, retry: false });
      ids.add(session.connectionId);
      const question = { ...context.question(), threadId };
      const run = await session.ask(question);
      expect(run.deviations, `connection ${ids.size}`).toEqual([]);
      expect(run.answer, `connection ${ids.size}`).toContain(question.canary);
      expect(session.strays, `connection ${ids.size}`).toEqual([]);
      asked.push(question.canary);
      await session[how]();
    }
    expect(ids.size, "every connection has an id of its own").toBe(asked.length);
    const history = await context.call("threadMessages", { threadId }, { user });
    expect(history.ok, history.said).toBe(true);
    const positions = asked.map((canary) => history.text.indexOf(canary));
    expect(Math.min(...positions), "a question is lost").toBeGreaterThanOrEqual(0);
  },
);

test(
  "welcomes connections however they come: at once, one right after the other, and spaced",
  check({
    id: "websocket.wins-races",
    suspects: ["crash-at-accept", "mixed-revisions"],
    rows: ["W19"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["connection-id", "ping"],
  }),
  async ({ context, expect }) => {
    const { load, websocket } = context.contract;
    const user = await context.user();
    const ids: (string | undefined)[] = [];
    const visit = async (): Promise<Session> => {
      // One attempt each: a race that a second attempt wins is lost.
      const session = await context.connect({ user, retry: false });
      const pong = await session.exchange(websocket.ping);
      expect(websocket.ping?.expect.types).toContain(pong.type);
      ids.push(session.connectionId);
      return session;
    };
    const together = await Promise.all(Array.from({ length: load.sockets }, visit));
    expect(together.every(({ isOpen }) => isOpen)).toBe(true);
    await Promise.all(together.map((session) => session.drop()));
    for (let n = 0; n < load.sockets; n += 1) await (await visit()).drop();
    for (const pause of ["short", "short again", "and again"]) {
      const session = await visit();
      await session.linger();
      expect(session.isOpen, pause).toBe(true);
      await session.close();
    }
    expect(new Set(ids).size, "every connection has an id of its own").toBe(2 * load.sockets + 3);
  },
);
