import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { Socket } from "./socket.ts";
import { type Answer, register, stranger, type Visitor } from "./visitor.ts";

const password = "pass word";

/** The session cookie of an answer, as a browser sends it back. */
function cookieOf({ headers }: Answer): { cookie: string } {
  const [first] = headers.getSetCookie();
  return { cookie: first?.split(";", 1)[0] ?? "" };
}

async function login(visitor: Visitor, name: string): Promise<Answer> {
  return await visitor.post("/auth/login", { email: `${name}@example.org`, password });
}

describe("the session cookie", () => {
  test("is set wherever tokens are issued, out of reach of scripts and other sites", async () => {
    await using backend = await startBackend();
    const nobody = stranger(backend);
    const account = { email: "ana@example.org", password, name: "ana" };
    const registered = await nobody.post("/auth/register", account);
    const body = { refresh_token: registered.body.refresh_token };
    const answers = [
      registered,
      await login(nobody, "ana"),
      await nobody.post("/auth/refresh", body),
      await nobody.post("/auth/dev/login"),
    ];
    for (const { headers } of answers) {
      const cookies = headers.getSetCookie();
      expect(cookies).toHaveLength(1);
      expect(cookies[0]).toMatch(/^netra_session=[\w.-]+; /);
      expect(cookies[0]?.split("; ").slice(1)).toEqual(
        expect.arrayContaining(["HttpOnly", "SameSite=Lax", "Path=/"]),
      );
    }
    expect(new Set(answers.map((answer) => cookieOf(answer).cookie)).size).toBe(4);
  });

  test("opens HTTP routes on its own, also those that write", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const nobody = stranger(backend);
    const headers = cookieOf(await login(nobody, "ana"));
    expect((await nobody.get("/auth/me", headers)).body.user_id).toBe(visitor.userId);
    const body = { title: "By cookie" };
    const created = await nobody.call("POST", "/api/threads", { body, headers });
    expect((await visitor.get(`/api/threads/${created.body.id}`)).status).toBe(200);
  });

  test("gives way to an Authorization header, even to a broken one", async () => {
    await using backend = await startBackend();
    const [ana] = [await register(backend, "ana"), await register(backend, "ben")];
    const cookie = cookieOf(await login(stranger(backend), "ben"));
    expect((await ana.get("/auth/me", cookie)).body.user_id).toBe(ana.userId);
    const broken = { ...cookie, authorization: "Bearer nonsense" };
    expect((await stranger(backend).get("/auth/me", broken)).status).toBe(401);
    const odd = { ...cookie, authorization: "Basic YTpi" };
    expect((await stranger(backend).get("/auth/me", odd)).status).toBe(401);
  });

  test("ends with the logout of its session, and with that alone", async () => {
    await using backend = await startBackend();
    await register(backend);
    const nobody = stranger(backend);
    const [first, second] = [await login(nobody, "ana"), await login(nobody, "ana")];
    const headers = cookieOf(first);
    const out = await nobody.call("POST", "/auth/logout", { headers });
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie()[0]).toMatch(/^netra_session=; Max-Age=0/);
    expect((await nobody.get("/auth/me", headers)).status).toBe(401);
    expect((await nobody.get("/auth/me", cookieOf(second))).status).toBe(200);
  });

  test("of a refreshed session ends with a logout by the old token", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const body = { refresh_token: visitor.refreshToken };
    const headers = cookieOf(await visitor.post("/auth/refresh", body));
    await visitor.call("POST", "/auth/logout", { headers });
    expect((await stranger(backend).get("/auth/me", headers)).status).toBe(401);
  });

  test("never mixes users, however many ask at once", async () => {
    await using backend = await startBackend();
    const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
    const ids = await Promise.all(
      names.map(async (name) => {
        const { userId } = await register(backend, name);
        const headers = cookieOf(await login(stranger(backend), name));
        const seen = await Promise.all(
          [1, 2, 3].map(() => stranger(backend).get("/auth/me", headers)),
        );
        return [...seen.map(({ body }) => body.user_id), userId];
      }),
    );
    for (const own of ids) expect(new Set(own).size).toBe(1);
    expect(new Set(ids.flat()).size).toBe(10);
  });

  test("is no way onto the socket, where a foreign page could send it along", async () => {
    await using backend = await startBackend();
    await register(backend);
    const headers = cookieOf(await login(stranger(backend), "ana"));
    const socket = await Socket.open(backend.wsUrl, [], headers);
    expect((await socket.closed).code).toBe(1008);
  });
});
