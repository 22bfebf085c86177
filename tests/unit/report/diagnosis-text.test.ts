import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import { renderDiagnosis } from "../../../src/harness/report/diagnosis-text.ts";

const found: Diagnosis = {
  ...{ reached: true, healthy: false, abstained: false, symptoms: [] },
  causes: [
    {
      ...{ id: "never-negotiates", taxonomy: "H4", class: "unselected", layer: "handshake" },
      ...{ confidence: 0.85, summary: "The server accepts and selects no subprotocol." },
      evidence: [
        {
          probe: "offer",
          text: "2 subprotocols were offered, and the 101 selects none",
          sent: "GET /ws HTTP/1.1\nHost: a.example",
          received: "HTTP/1.1 101 Switching Protocols",
        },
      ],
      ...{ orElse: ["offer-stripped"], remedy: "Select one in the handshake." },
    },
  ],
  alternatives: [
    { causes: ["never-negotiates", "offer-stripped"], experiment: "ask the origin itself" },
  ],
  probes: [{ id: "P4", name: "offer", durationMs: 170, saw: "HTTP 101" }],
  lockedOut: [{ client: "browsers", because: "they fail when nothing is selected" }],
  target: { http: "http://a.example", ws: "ws://a.example/ws" },
};

describe("a rendered diagnosis", () => {
  const lines = renderDiagnosis(found, { width: 110 }).split("\n");

  test("begins with the cause", () => {
    expect(lines[0]).toBe("The server accepts and selects no subprotocol");
    expect(lines).toContain("1. never-negotiates  H4 · handshake · 85 % sure");
  });

  test("shows what was sent beside what came back", () => {
    expect(lines.some((line) => /GET \/ws HTTP\/1\.1 +│ HTTP\/1\.1 101/.test(line))).toBe(true);
  });

  test("shows one under the other where there is no room for two columns", () => {
    const narrow = renderDiagnosis(found, { width: 60 });
    expect(narrow).not.toContain("│");
    expect(narrow.indexOf("GET /ws")).toBeLessThan(narrow.indexOf("HTTP/1.1 101"));
    expect(Math.max(...narrow.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  test("says what to do, what would tell more, and who is locked out", () => {
    const text = lines.join("\n");
    expect(text).toContain("what to do\n     Select one in the handshake.");
    expect(text).toContain("never-negotiates or offer-stripped: ask the origin itself");
    expect(text).toContain("browsers: they fail when nothing is selected");
  });

  test("leaves the probes out when asked to", () => {
    expect(renderDiagnosis(found, { probes: false })).not.toContain("P4");
  });

  test("says that probing was cut short, and then calls nothing wrong that it has not seen", () => {
    const cutShort = "probing was cut short by its limit of 60 s, before everything was tried";
    expect(renderDiagnosis({ ...found, cutShort }).split("\n")).toContain(cutShort);
    const nothing = { ...found, causes: [], abstained: true, cutShort };
    expect(renderDiagnosis(nothing)).toMatch(/^nothing was found before the time was up\n/);
  });

  test("lists what is not as promised when it does not know why", () => {
    const text = renderDiagnosis({
      ...found,
      ...{ causes: [], abstained: true, symptoms: ["the greeting is late"] },
    });
    expect(text).toMatch(/^something is wrong, and the evidence does not say what\n/);
    expect(text).toContain("the greeting is late");
  });
});
