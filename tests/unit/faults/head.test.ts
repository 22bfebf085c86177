import { expect, test } from "vitest";
import { headToOrigin, toClient, toOrigin } from "../../../src/fixtures/faults/edge/head.ts";

const upgrade = [
  ...["Host", "backend", "Connection", "Upgrade, X-Hop", "Upgrade", "websocket"],
  ...["X-Hop", "mine", "Accept", "*/*"],
];

test("headers that Connection names end at the edge (RFC 9110 section 7.6.1)", () => {
  const raw = [
    "Connection",
    "keep-alive, X-Hop",
    "Keep-Alive",
    "5",
    "X-HOP",
    "mine",
    "Accept",
    "*",
  ];
  expect(toOrigin(raw, {})).toEqual(["Accept", "*"]);
  expect(toClient(raw, { addResponse: { Via: "edge" } })).toEqual(["Accept", "*", "Via", "edge"]);
});

test("an upgrade that loses its Upgrade header becomes a plain request of one hop", () => {
  const head = headToOrigin("GET /ws HTTP/1.1", upgrade, { stripRequest: ["upgrade"] });
  expect(head.split("\r\n")).toEqual([
    ...["GET /ws HTTP/1.1", "Host: backend", "Accept: */*", "Connection: close", "", ""],
  ]);
});

test("an upgrade that loses nothing is passed on as it came", () => {
  const head = headToOrigin("GET /ws HTTP/1.1", upgrade, {});
  expect(head).toContain("\r\nConnection: Upgrade, X-Hop\r\nUpgrade: websocket\r\nX-Hop: mine\r\n");
});
