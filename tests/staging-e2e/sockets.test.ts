import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { groups } from "./groups.ts";

const phase = "staging-e2e";

test(
  "opens several sockets at once, all welcomed and answered in time",
  check({
    id: "websocket.opens-in-parallel",
    suspects: ["crash-at-accept", "app-stall"],
    rows: ["L13", "W19"],
    phase,
    journey: "websocket",
    needs: ["session"],
    capabilities: ["connection-id", "ping"],
  }),
  async ({ context, expect }) => {
    const { load, websocket } = context.contract;
    const user = await context.user();
    const started = context.clock.now();
    const sessions = await Promise.all(
      Array.from({ length: load.sockets }, () => context.connect({ user })),
    );
    const tookMs = context.clock.now() - started;
    context.figure(`${load.sockets} sockets opened at once`, tookMs, "ms");
    expect(tookMs).toBeLessThanOrEqual(context.limits.meanConnectMs);
    const ids = new Set(sessions.map(({ connectionId }) => connectionId));
    expect(ids.size).toBe(load.sockets);
    await Promise.all(
      sessions.map(async (session) => {
        const pong = await session.exchange(websocket.ping);
        expect(websocket.ping?.expect.types).toContain(pong.type);
        await session.linger();
      }),
    );
    expect(sessions.filter(({ isOpen }) => isOpen).length).toBe(load.sockets);
  },
);

test(
  "tells the same conversation on every new HTTP connection",
  check({
    id: "resilience.remembers-on-every-connection",
    suspects: ["data-lost"],
    rows: ["X12"],
    phase,
    journey: "resilience",
    needs: ["answer"],
    capabilities: ["operation.createThread", "operation.threadMessages", "history"],
  }),
  async ({ context, expect }) => {
    const { history, load } = context.contract;
    const user = await context.user();
    const { threadId, prompt, ...ids } = await context.questionInNewThread(user);
    await using session = await context.connect({ user });
    const run = await session.ask({ threadId, prompt, ...ids });
    for (const size of groups(load.connects, load.sockets)) {
      const many = await Promise.all(
        Array.from({ length: size }, () =>
          context.call("threadMessages", { threadId }, { user, freshConnection: true }),
        ),
      );
      for (const told of many) {
        expect(told.ok, told.said).toBe(true);
        const contents = [told.read("messages")]
          .flat()
          .map((message) => readField(message, history?.content ?? []));
        expect(contents, told.said).toEqual([prompt, run.answer]);
      }
    }
  },
);

test(
  "tells the same conversation on every new socket",
  check({
    id: "resilience.remembers-on-every-socket",
    suspects: ["data-lost", "contract-violation"],
    rows: ["X12", "W18"],
    phase,
    journey: "resilience",
    needs: ["answer"],
    capabilities: ["resume", "connection-id", "operation.createThread"],
  }),
  async ({ context, expect }) => {
    const { load, websocket } = context.contract;
    const user = await context.user();
    const question = await context.questionInNewThread(user);
    const { threadId, canary } = question;
    const first = await context.connect({ user });
    const run = await first.ask(question);
    expect(run.answer).toContain(canary);
    await first.close();
    const ids = new Set([first.connectionId]);
    for (const size of groups(load.connects, load.sockets)) {
      const sessions = await Promise.all(
        Array.from({ length: size }, () => context.connect({ user, threadId })),
      );
      for (const session of sessions) {
        const told = await session.exchange(websocket.resume, { values: { threadId } });
        expect(websocket.resume?.expect.types).toContain(told.type);
        // In the answer itself, or in what follows it.
        await context.poll(
          async () => session.frames.map(({ message }) => JSON.stringify(message)),
          {
            until: (heard) => heard.some((text) => text.includes(JSON.stringify(run.answer))),
            what: `the thread's answer on connection ${session.connectionId}`,
            withinMs: context.limits.replyMs,
            everyMs: 10,
          },
        );
        ids.add(session.connectionId);
      }
      await Promise.all(sessions.map((session) => session.close()));
    }
    expect(ids.size, "every connection has an id of its own").toBe(load.connects + 1);
  },
);
