import { describe, expect, test } from "vitest";
import { fromMap, toldBy, unseenBy, variables } from "./readiness-branch.ts";

describe("what no named file holds", () => {
  test("is not missed, and what is there is judged", () => {
    const files = { "b.yaml": fromMap(), "c.env": "WEBSOCKET_PING_TIMEOUT=7\n" };
    const because = (key: string) =>
      `${key}: it may stand in ConfigMap shared, which is not in the file that names it`;
    expect(toldBy("carries-required", files)).toEqual([]);
    expect(unseenBy("carries-required", files).unseen).toContain(
      because("websocket_close_timeout"),
    );
    expect(toldBy("carries-plan", files)).toEqual([
      "websocket_ping_timeout: websocket_ping_timeout says 7, planned is 5",
    ]);
    expect(unseenBy("carries-plan", files).unseen).toContain(because("backend_cpu"));
  });
});

describe("a variable that is not set on this machine", () => {
  const compose = (value: string) =>
    `services:\n  backend:\n    image: a:1\n    environment:\n      WEBSOCKET_PING_TIMEOUT: ${value}\n`;
  test.each([`\${PING}`, "$PING", `"\${OTHER:-\${PING}}"`])("is not judged: %s", (value) => {
    const files = {
      "compose.yaml": compose(value),
      "b.env": variables({ WEBSOCKET_PING_TIMEOUT: undefined }),
    };
    expect(toldBy("carries-required", files)).toEqual([]);
    expect(toldBy("carries-plan", files)).toEqual([]);
    const told = "websocket_ping_timeout: it is filled in later from PING";
    expect(unseenBy("carries-required", files).unseen).toEqual([told]);
    expect(unseenBy("carries-plan", files).unseen).toContain(told);
  });

  test("is empty where the file itself says so", () => {
    const files = { "compose.yaml": compose(`"\${PING:-}"`) };
    expect(toldBy("carries-required", files)).toContain(
      "websocket_ping_timeout: websocket_ping_timeout is there and empty",
    );
  });
});
