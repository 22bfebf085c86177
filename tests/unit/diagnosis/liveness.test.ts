import { describe, expect, test } from "vitest";
import {
  closedWith,
  cutAt,
  firstOf,
  handshake,
  heldAs,
  judged,
  soundTalk,
  talkEnding,
} from "./liveness-values.ts";

describe("the rules on what connections do", () => {
  test("find nothing where everything is as the contract says", () => {
    expect(judged({ talk: soundTalk, hold: heldAs({}) })).toEqual([]);
  });

  test.for([
    ["open", closedWith(1011), "crash-at-accept"],
    ["open", closedWith(1013), "saturation"],
    ["open", closedWith(1001), "draining"],
    ["open", cutAt(20), "connection-cut"],
    ["ping", closedWith(1011), "crash-on-message"],
    ["ping", closedWith(1012), "draining"],
    ["ping", closedWith(1009), "contract-violation"],
    ["ping", cutAt(90), "connection-cut"],
    ["ping again", closedWith(1008), "saturation"],
  ] as const)("name the ending at %s of %o", ([step, end, cause]) => {
    expect(firstOf({ talk: talkEnding(step, end) })).toBe(cause);
  });

  test("leave who is turned away to others", () => {
    expect(judged({ talk: talkEnding("open", closedWith(1008)) })).toEqual([]);
  });

  test("tell a message that ends connections from an age that does", () => {
    const talk = talkEnding("missing field", cutAt(380));
    const ended = { ...cutAt(385) };
    const hold = heldAs({
      mute: { end: ended, ageMs: 385 },
      still: { end: ended, ageMs: 385 },
      chatty: { end: ended, ageMs: 388 },
      brisk: { end: ended, ageMs: 384 },
    });
    expect(firstOf({ talk: { ...talk, again: { ended: true, atMs: 20 } }, hold })).toBe(
      "crash-on-message",
    );
    expect(firstOf({ talk: { ...talk, again: { ended: false, atMs: 80 } }, hold })).toBe(
      "lifetime-limit",
    );
  });

  test("take FIN at a message, each time, for a handler that died, and a reset for a cut", () => {
    const again = { ended: true, atMs: 20 };
    const fin = { ...talkEnding("ping", cutAt(40)), again };
    const reset = { ...talkEnding("ping", { ...cutAt(40), kind: "reset" }), again };
    expect(judged({ talk: fin })[0]).toMatchObject({
      ...{ cause: "crash-on-message", others: ["connection-cut"] },
    });
    expect(firstOf({ talk: reset })).toBe("connection-cut");
  });

  test("take FIN at accept for a handler that died where strangers are turned away in due form", () => {
    const greeting = { instead: [], unannounced: [] };
    const quiet = { switched: true, greeting, watchedMs: 100, end: cutAt(12) };
    const talk = { ...talkEnding("open", cutAt(10)), greeting, quiet, frames: [] };
    const close = { opcode: 8, fin: true, rsv: 0, masked: false, bytes: 2, atMs: 3 };
    const refused = { handshake, switched: true, frames: [{ ...close, code: 1008 }] };
    const cut = { handshake, switched: true, frames: [] };
    expect(judged({ talk, bare: refused })[0]).toMatchObject({
      ...{ cause: "crash-at-accept", others: ["connection-cut"] },
    });
    expect(firstOf({ talk, bare: cut })).toBe("connection-cut");
  });

  test("tell a server that answers nothing from one that is not there", () => {
    const silent = {
      ...soundTalk,
      steps: [step("ping"), step("heartbeat")],
      goodbye: { answered: false },
    };
    expect(firstOf({ talk: silent })).toBe("app-stall");
    expect(firstOf({ talk: { ...silent, pulses: [{ sentAtMs: 20 }] } })).toBe("half-open");
  });

  test("tell who answers a close frame, and nothing else, from a connection that is dead", () => {
    const dumb = {
      ...soundTalk,
      ...{ pulses: [{ sentAtMs: 20 }], steps: [step("ping"), step("heartbeat")] },
    };
    const [dead] = judged({ talk: { ...dumb, goodbye: { answered: false } } });
    expect(dead).toMatchObject({ cause: "half-open", confidence: 0.88 });
    const [polite] = judged({ talk: { ...dumb, goodbye: { answered: true, code: 1000 } } });
    expect(polite).toMatchObject({ cause: "app-stall", others: ["half-open"] });
    expect(polite?.confidence).toBeLessThan(0.85);
    expect(JSON.stringify(polite?.evidence)).not.toContain("not even to a close frame");
    const { goodbye: _, ...unasked } = dumb;
    const [unsure] = judged({ talk: unasked });
    expect(unsure).toMatchObject({ cause: "half-open", others: ["app-stall"] });
    expect(JSON.stringify(unsure?.evidence)).not.toContain("close frame");
  });

  test("tell ping frames that are ignored from a connection that is dead", () => {
    const talk = { ...soundTalk, pulses: [{ sentAtMs: 20 }] };
    expect(firstOf({ talk })).toBe("protocol-violation");
  });

  test("tell a way that holds frames up from one that is long", () => {
    const laterPulses = [0, 200, 400, 600].map((at) => ({ sentAtMs: at, pongAtMs: 1_150 }));
    const far = [0, 200, 400, 600].map((at) => ({ sentAtMs: at, pongAtMs: at + 700 }));
    const slow = { ...handshake, answerMs: 700 };
    expect(firstOf({ talk: { ...soundTalk, pulses: laterPulses, laterPulses } })).toBe("buffering");
    const talk = { ...soundTalk, handshake: slow, pulses: far, laterPulses: far };
    expect(firstOf({ talk })).toBe("slow-network");
  });

  test("find nothing in round trips of 300 ms", () => {
    const far = [0, 200, 400].map((at) => ({ sentAtMs: at, pongAtMs: at + 300 }));
    const talk = { ...soundTalk, handshake: { ...handshake, answerMs: 300 }, pulses: far };
    expect(judged({ talk, hold: heldAs({}) })).toEqual([]);
  });

  test("name a close frame that is answered with an end", () => {
    const goodbye = { answered: false, ending: { kind: "fin", atMs: 50 } } as const;
    expect(firstOf({ talk: { ...soundTalk, goodbye } })).toBe("connection-cut");
  });
});

describe("the rules on connections that are held", () => {
  const end = cutAt(145);

  test("name an idle timeout where only silence ends a connection", () => {
    const hold = heldAs({ mute: { end, ageMs: 145 }, still: { end, ageMs: 145 } });
    expect(firstOf({ talk: soundTalk, hold })).toBe("idle-timeout");
  });

  test("name a keepalive timeout where pings are answered and it ends all the same", () => {
    const given = { end: closedWith(1011, 300), ageMs: 300, pingsHeard: 1 };
    const hold = heldAs({ mute: given, still: given, chatty: given, brisk: given });
    expect(firstOf({ talk: soundTalk, hold })).toBe("keepalive-timeout");
  });

  test("name saturation where as many messages end connections of different ages", () => {
    const chatty = { end: closedWith(1008, 900), ageMs: 900, said: 30 };
    const brisk = { end: closedWith(4429, 450), ageMs: 450, said: 30 };
    const hold = heldAs({ chatty: { ...chatty, end: closedWith(4429, 900) }, brisk });
    expect(firstOf({ talk: soundTalk, hold })).toBe("saturation");
  });

  test("name a half-open connection where silence ends it and nobody is told", () => {
    const hold = heldAs({ mute: { alive: false }, still: { alive: false } });
    expect(firstOf({ talk: soundTalk, hold })).toBe("half-open");
  });

  test("name promised heartbeats that do not come, on connections that live on", () => {
    const hold = heldAs({ still: { heartbeats: 0 } });
    expect(firstOf({ talk: soundTalk, hold })).toBe("contract-violation");
  });
});

describe("the rules on what is carried", () => {
  test("name the size that is refused below the promised one", () => {
    const rungs = [
      { bytes: 16_384, form: "plain", answerMs: 2 },
      { bytes: 70_000, form: "plain", end: closedWith(1009) },
    ] as const;
    expect(firstOf({ talk: soundTalk, payloads: { rungs, promisedBytes: 1_048_576 } })).toBe(
      "contract-violation",
    );
  });

  test("blame pieces only where a whole message of that size is answered", () => {
    const pieces = { bytes: 2_048, form: "fragments", end: closedWith(1008) } as const;
    const whole = { bytes: 2_048, form: "letters" } as const;
    const split = { rungs: [pieces, { ...whole, answerMs: 2 }] };
    const none = { rungs: [pieces, { ...whole, end: closedWith(1008) }] };
    expect(firstOf({ talk: soundTalk, payloads: split })).toBe("protocol-violation");
    expect(judged({ talk: soundTalk, payloads: none })).toEqual([]);
  });

  test("name a narrow way by what longer messages take longer", () => {
    const rungs = [
      { bytes: 1_024, form: "plain", answerMs: 50 },
      { bytes: 16_384, form: "plain", answerMs: 680 },
    ] as const;
    expect(firstOf({ talk: soundTalk, payloads: { rungs } })).toBe("slow-network");
  });

  test("tell an amount that ends connections from an age that does", () => {
    const volume = { askedBytes: 88_900, cameBytes: 49_000, alive: false, end: cutAt(200) };
    const rungs = [{ bytes: 1_024, form: "plain", answerMs: 1 }] as const;
    const payloads = { rungs, volume: { ...volume, agedToo: false } };
    expect(firstOf({ talk: soundTalk, payloads })).toBe("connection-cut");
    const aged = { rungs, volume: { ...volume, agedToo: true } };
    expect(judged({ talk: soundTalk, payloads: aged })).toEqual([]);
  });

  test("tell a race of one user's connections from too many connections", () => {
    const round = {
      ...{ size: 4, switched: 4, answered: 4, endings: [], closeCodes: [], statuses: [] },
      slowestMs: 5,
    };
    const raced = { ...round, who: "same", greeted: 1, kept: 1, closeCodes: [1011] } as const;
    const fine = { ...round, who: "different", greeted: 4, kept: 4 } as const;
    const full = { ...fine, greeted: 2, kept: 2, closeCodes: [1013] } as const;
    expect(firstOf({ talk: soundTalk, crowd: { rounds: [raced, fine] } })).toBe("crash-at-accept");
    expect(firstOf({ talk: soundTalk, crowd: { rounds: [raced, full] } })).toBe("saturation");
  });
});

function step(name: string) {
  return { name, sentAtMs: 30, instead: [] };
}
