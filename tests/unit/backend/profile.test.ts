import { expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { mint } from "./minting.ts";
import { register, stranger, Visitor } from "./visitor.ts";

test("a profile has everything about the caller, and a new name stays", async () => {
  await using backend = await startBackend();
  const visitor = await register(backend);
  expect((await visitor.get("/auth/me")).body).toEqual({
    user_id: visitor.userId,
    email: "ana@example.org",
    name: "ana",
    permissions: ["read", "write"],
    token_expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const changed = await visitor.call("PUT", "/auth/me", { body: { name: "Ana Maria" } });
  expect(changed).toMatchObject({ status: 200, body: { name: "Ana Maria" } });
  expect((await visitor.get("/auth/me")).body).toEqual(changed.body);
  const credentials = { email: "ana@example.org", password: "pass word" };
  const again = await stranger(backend).post("/auth/login", credentials);
  expect(again.body.user).toMatchObject({ name: "Ana Maria" });
});

test("somebody known only by a token has a profile too, and it is their own", async () => {
  await using backend = await startBackend();
  const other = await register(backend, "ben");
  const visitor = new Visitor(backend, {
    access_token: await mint(backend, { sub: "user_minted" }),
  });
  expect((await visitor.get("/auth/me")).body).toMatchObject({
    user_id: "user_minted",
    name: "ana",
  });
  const changed = await visitor.call("PUT", "/auth/me", { body: { name: "Minted" } });
  expect(changed.body).toMatchObject({ user_id: "user_minted", name: "Minted" });
  expect((await other.get("/auth/me")).body.name).toBe("ben");
});

test.each([{}, { name: " " }, { name: 7 }, { name: "n".repeat(201) }])(
  "PUT /auth/me with %j is 422",
  async (body) => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    expect((await visitor.call("PUT", "/auth/me", { body })).status).toBe(422);
    expect((await visitor.get("/auth/me")).body.name).toBe("ana");
  },
);

test("PUT /auth/me wants a user", async () => {
  await using backend = await startBackend();
  const answer = await stranger(backend).call("PUT", "/auth/me", { body: { name: "Nobody" } });
  expect(answer.status).toBe(401);
});
