import { describe, expect, test } from "vitest";
import { explainedBy, symptomOf } from "../../../src/harness/diagnosis/explained-by.ts";
import type { FailedCheck } from "../../../src/harness/diagnosis/probes/checks-saw.ts";

function failed(id: string, more: Partial<FailedCheck> = {}): FailedCheck {
  const said = "expected 1 to be 2";
  return { id, title: id, journey: "websocket", suspects: [], codes: [], said, ...more };
}

describe("a failed check", () => {
  test("is explained by the surest cause it makes one think of", () => {
    const check = failed("a", { suspects: ["app-stall", "never-negotiates"] });
    expect(explainedBy([check], { causes: ["never-negotiates", "app-stall"] }).get("a")).toBe(
      "never-negotiates",
    );
  });

  test("is explained by what explains another that says the very same", () => {
    const said = "ws://127.0.0.1:4711/ws did not become a WebSocket: no subprotocol";
    const known = failed("a", { suspects: ["never-negotiates"], said });
    const same = failed("b", { said: said.replace("4711", "4712") });
    const other = failed("c");
    const explained = explainedBy([known, same, other], { causes: ["never-negotiates"] });
    expect([...explained]).toEqual([
      ["a", "never-negotiates"],
      ["b", "never-negotiates"],
    ]);
  });

  test("that never came as far as what it is about is explained by what stands in the way", () => {
    const check = failed("a", { suspects: ["data-foreign"], codes: ["GAPPROOF_CONNECT"] });
    expect(explainedBy([check], { causes: ["upgrade-stripped"] }).get("a")).toBe(
      "upgrade-stripped",
    );
    expect(explainedBy([check], { causes: ["events-missing"] }).get("a")).toBeUndefined();
  });

  test("that says what our own client says of the handshake is explained by it, too", () => {
    const check = failed("a", {
      said: "/ws: failed: HTTP 101; Server sent no subprotocol: expected",
    });
    const causes = ["never-negotiates"] as const;
    const refusal = "Server sent no subprotocol";
    expect(explainedBy([check], { causes, refusal }).get("a")).toBe("never-negotiates");
    expect(explainedBy([check], { causes }).size).toBe(0);
  });

  test("that shows a deviation from the sequence of events is explained by what it comes from", () => {
    const said =
      'connection 1: expected [ …(5) ] to deeply equal []\n+     "kind": "missing-required",';
    const check = failed("a", { said, suspects: ["connection-cut"] });
    expect(explainedBy([check], { causes: ["events-missing"] }).get("a")).toBe("events-missing");
    expect(explainedBy([check], { causes: ["events-disordered"] }).size).toBe(0);
  });

  test("that was turned away as one of whom it is known why met the same obstacle", () => {
    const turned = 'closed: HTTP 101; close-frame 1011 "main mode error"';
    const known = failed("a", {
      suspects: ["crash-at-accept"],
      said: `/ws: ${turned}: expected 'closed' to be 'welcomed'`,
    });
    const forged = failed("b", { said: `subprotocol: ${turned}: expected true to be false` });
    const other = failed("c", { said: "closed: HTTP 403: expected 403 to be 401" });
    expect([
      ...explainedBy([known, forged, other], { causes: ["crash-at-accept"] }).keys(),
    ]).toEqual(["a", "b"]);
    const said = known.said;
    const inner = failed("a", { said, suspects: ["events-missing"] });
    expect(explainedBy([inner, forged], { causes: ["events-missing"] }).has("b")).toBe(false);
  });

  test("that was due a welcome and met the end that others met on the way is explained by it", () => {
    const onTheWay = failed("a", { codes: ["GAPPROOF_WAIT_WELCOME"] });
    const silent = failed("b", {
      said: "/ws: silent: HTTP 101: expected 'silent' to be 'welcomed'",
    });
    const closed = failed("c", {
      said: "/ws: closed: HTTP 101: expected 'closed' to be 'welcomed'",
    });
    const causes = ["app-stall"] as const;
    expect([...explainedBy([onTheWay, silent, closed], { causes }).keys()]).toEqual(["a", "b"]);
    expect(explainedBy([silent], { causes }).size).toBe(0);
  });

  test("that nobody let in is not explained by what lies behind the door", () => {
    const said = "did not become a WebSocket: Server sent no subprotocol";
    const outside = failed("a", { suspects: ["data-lost"], codes: ["GAPPROOF_CONNECT"], said });
    const same = failed("b", { said });
    expect(explainedBy([outside, same], { causes: ["data-lost"] }).size).toBe(0);
    const inside = failed("c", { suspects: ["data-lost"] });
    expect(explainedBy([inside], { causes: ["data-lost"] }).get("c")).toBe("data-lost");
  });

  test("stays a mystery of its own when nothing diagnosed explains it", () => {
    expect(explainedBy([failed("a")], { causes: ["never-negotiates"] }).size).toBe(0);
  });
});

test("a symptom is what is said, without ids, figures and ports", () => {
  const one = symptomOf({ said: "thread 9f86d081 took 1200.5 ms at 127.0.0.1:8000\nmore" });
  const two = symptomOf({ said: "thread aabbccdd0011 took 3 ms at 127.0.0.1:41" });
  expect(one).toBe(two);
});
