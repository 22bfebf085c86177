import { matches } from "../../src/contract/match.ts";
import { fill } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { Arrivals } from "./arrivals.ts";
import { groups } from "./groups.ts";
import { percentiles } from "./percentiles.ts";

const phase = "staging-e2e";
const journey = "websocket";
const alone = true;
const tags = ["load"];

test(
  "answers pings as fast as promised, one after the other",
  check({
    id: "websocket.round-trip",
    suspects: ["app-stall"],
    rows: ["L03"],
    ...{ phase, journey, alone },
    needs: ["session"],
    capabilities: ["ping"],
  }),
  async ({ context, expect }) => {
    const { load, websocket } = context.contract;
    await using session = await context.connect({ user: await context.user() });
    const tripsMs: number[] = [];
    for (let n = 0; n < load.samples; n += 1) {
      const pong = await session.exchange(websocket.ping);
      tripsMs.push(pong.elapsedMs);
    }
    const { p50, p95 } = percentiles(tripsMs);
    context.figure("round trip p50", p50, "ms");
    context.figure("round trip p95", p95, "ms");
    expect(tripsMs.length).toBe(load.samples);
    expect(p50).toBeGreaterThan(0);
    expect(p95).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "answers a burst of messages on one session at the promised rate, each once",
  check({
    id: "websocket.answers-bursts",
    suspects: ["saturation"],
    rows: ["W24"],
    ...{ phase, journey, alone, tags },
    needs: ["session"],
    capabilities: ["ping"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { messages, messageShare, messagesPerSecond } = contract.load;
    const { ping } = contract.websocket;
    await using session = await context.connect({ user: await context.user() });
    const answers = (): readonly { readonly arrivedMs: number }[] =>
      session.frames.filter(
        ({ message }) => ping !== undefined && matches(contract, ping.expect, message),
      );
    const wanted = Math.ceil(messages * messageShare);
    const now = context.clock.date().toISOString();
    const message = fill(ping?.send ?? null, { now });
    const text = typeof message === "string" ? message : JSON.stringify(message);
    const startedMs = session.transcript.nowMs();
    for (let n = 0; n < messages; n += 1) session.sendText(text);
    const withinMs = Math.max(context.limits.replyMs, (wanted / messagesPerSecond) * 1000);
    const isLate = (): boolean => session.transcript.nowMs() - startedMs > withinMs;
    const count = await context.poll(async () => answers().length, {
      until: (answered) => answered >= wanted || isLate(),
      what: `answers to ${wanted} of ${messages} messages`,
      everyMs: 10,
    });
    const lastMs = answers().at(wanted - 1)?.arrivedMs ?? session.transcript.nowMs();
    const rate = (Math.min(count, wanted) / (lastMs - startedMs)) * 1000;
    context.figure("messages answered in a burst", rate, "/s");
    expect(count, `of ${messages} messages, in ${withinMs} ms`).toBeGreaterThanOrEqual(wanted);
    expect(rate).toBeGreaterThanOrEqual(messagesPerSecond);
    await session.linger();
    expect(answers().length, "more answers than messages").toBeLessThanOrEqual(messages);
  },
);

test(
  "connects and greets within the promised mean, failures counted with their time",
  check({
    id: "websocket.connects-in-time",
    suspects: ["app-stall"],
    rows: ["W22"],
    ...{ phase, journey, alone, tags },
    needs: ["session"],
    capabilities: ["welcome"],
  }),
  async ({ context, expect }) => {
    const { connects, connectShare, sockets } = context.contract.load;
    const user = await context.user();
    const arrivals = new Arrivals(context, user);
    for (const size of groups(connects, sockets)) {
      const sessions = await arrivals.come(size);
      await Promise.all(sessions.map((session) => session.close()));
      if (arrivals.isHopeless(connects, connectShare)) break;
    }
    const { share, meanMs, complaints } = arrivals;
    context.figure("connections that were greeted", share * 100, "%");
    context.figure("connect to greeting, mean", meanMs, "ms");
    expect(share, complaints).toBeGreaterThanOrEqual(connectShare);
    expect(arrivals.count).toBe(connects);
    expect(meanMs, complaints).toBeLessThanOrEqual(context.limits.meanConnectMs);
  },
);

test(
  "forgets connections that are gone, said goodbye to or hung up on",
  check({
    id: "websocket.leaves-nothing-behind",
    suspects: ["self-description-wrong"],
    rows: ["L09"],
    ...{ phase, journey, alone, tags },
    needs: ["session"],
    capabilities: ["operation.websocketStats.connections"],
  }),
  async ({ context, expect }) => {
    const { connects, connectShare, sockets } = context.contract.load;
    const connections = async (): Promise<number> => {
      const stats = await context.call("websocketStats");
      expect(stats.ok, stats.said).toBe(true);
      expect(stats.read("connections"), stats.said).toBeTypeOf("number");
      return Number(stats.read("connections"));
    };
    const arrivals = new Arrivals(context, await context.user());
    // Others come and go meanwhile: the fewest ever seen are what there is without ours. Whoever leaves
    // could make room for one of ours that stays, so that every round has to come down to it again.
    const seen = [await connections()];
    for (const size of groups(connects, sockets)) {
      const sessions = await arrivals.come(size);
      expect(await connections(), "fewer than are open").toBeGreaterThanOrEqual(sessions.length);
      await Promise.all(
        sessions.map((session, n) => (n % 2 === 0 ? session.close() : session.drop())),
      );
      const fewest = Math.min(...seen);
      const more = Math.max(0, (await connections()) - fewest);
      context.figure(`connections more than before, after ${arrivals.count}`, more, "connections");
      const left = await context.poll(connections, {
        until: (count) => count <= fewest,
        what: `no more connections than before (${seen.join(", ")})`,
      });
      seen.push(left);
      if (arrivals.isHopeless(connects, connectShare)) break;
    }
    expect(arrivals.share, arrivals.complaints).toBeGreaterThanOrEqual(connectShare);
    expect(Math.max(...seen), "connections after each round").toBe(seen[0]);
  },
);
