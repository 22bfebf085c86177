import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { httpStage } from "./http-stage.ts";

const fine: RequestListener = (_, response) => response.end("{}");
const values = { email: "ann@example.com", password: "p" };

describe("the options of a call", () => {
  test("replace the body with other data, or with text that is sent as it is", async () => {
    await using here = await httpStage(fine);
    await here.api.call("login", values);
    await here.api.call("login", values, { body: { other: [1, null] } });
    await here.api.call("login", values, { body: null });
    await here.api.call("login", values, { body: '{"broken": ' });
    await here.api.call("login", values, {
      body: "a=b",
      headers: { "Content-Type": "text/plain" },
    });
    expect(here.seen.map(({ body, headers }) => [headers["content-type"], body])).toEqual([
      ["application/json", '{"email":"ann@example.com","password":"p"}'],
      ["application/json", '{"other":[1,null]}'],
      ["application/json", "null"],
      ["application/json", '{"broken": '],
      ["text/plain", "a=b"],
    ]);
  });

  test("stand over the operation's query and headers, by name", async () => {
    await using here = await httpStage(fine);
    const thread = { threadId: "t", view: "full" };
    const query = { view: "short", page: "2" };
    await here.api.call("readThread", thread, { query, headers: { Authorization: "Basic eDp5" } });
    expect(here.seen).toMatchObject([
      { url: "/threads/t?view=short&page=2", headers: { authorization: "Basic eDp5" } },
    ]);
  });

  test("take a connection of its own where it is asked for, and close it afterwards", async () => {
    const closed: unknown[] = [];
    await using here = await httpStage((request, response) => {
      const { remotePort } = request.socket;
      request.socket.once("close", () => closed.push(remotePort));
      response.end("{}");
    });
    const thread = { threadId: "t", view: "full" };
    for (const freshConnection of [false, true, false, true]) {
      await here.api.call("readThread", thread, { freshConnection });
    }
    const [first, second, third, fourth] = here.seen.map(({ from }) => from);
    expect(third).toBe(first);
    expect(new Set([first, second, fourth]).size).toBe(3);
    await expect.poll(() => closed).toEqual([second, fourth]);
  });
});

describe("HTTP outside the operations", () => {
  test("knows any method, also ones that answer without a body", async () => {
    await using here = await httpStage((request, response) => {
      response.writeHead(204, { allow: "GET", "x-method": request.method ?? "" }).end();
    });
    const http = here.api.client("backend");
    for (const method of ["OPTIONS", "HEAD", "TRACE"]) {
      const headers = { origin: "https://app.example" };
      const answer = await http.call({ method, path: "/", headers });
      expect(answer).toMatchObject({ method, status: 204, text: "", json: undefined });
      expect(answer.headers).toMatchObject({ allow: "GET", "x-method": method });
    }
    expect(here.seen.map(({ headers }) => headers.origin)).toEqual(
      Array.from({ length: 3 }, () => "https://app.example"),
    );
  });

  test("keeps several cookies apart, though a comma may stand in one", async () => {
    const cookies = ["a=1; Expires=Thu, 01 Jan 2032 00:00:00 GMT", "b=2; HttpOnly"];
    await using here = await httpStage((_, response) => {
      response.setHeader("set-cookie", cookies).setHeader("vary", ["accept", "origin"]).end();
    });
    const { headers } = await here.api.client("backend").call({ method: "GET", path: "/" });
    expect(headers["set-cookie"]?.split("\n")).toEqual(cookies);
    expect(headers.vary).toBe("accept, origin");
  });
});
