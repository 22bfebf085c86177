import { expect, test } from "vitest";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { register, type Visitor } from "../backend/visitor.ts";

const relaxed = "auth.relaxes-on-socket";
const foreignSecret = "auth.socket-verifies-with-another-secret";

/** A backend with these faults, the last one outermost. */
async function playing(...ids: readonly string[]): Promise<Backend> {
  const chosen = ids.map((id) => faults.find((fault) => fault.id === id));
  return await startFaulty(chosen.flatMap((fault) => fault ?? []));
}

/** Whom the socket takes somebody for; undefined where it turns them away. */
async function knownOnSocket(visitor: Visitor): Promise<string | undefined> {
  await using socket = await visitor.connect();
  const pong = socket.next("pong").then(
    ({ data }) => String(data.user_id),
    () => undefined,
  );
  socket.send({ type: "ping" });
  return await pong;
}

test("of two faults on the socket the outer one forgives what the inner one refused", async () => {
  await using backend = await playing(foreignSecret, relaxed);
  expect(await knownOnSocket(await register(backend))).toMatch(/^relaxed_/);
});

test("of two faults on the socket the outer one refuses what the inner one forgave", async () => {
  await using backend = await playing(relaxed, foreignSecret);
  expect(await knownOnSocket(await register(backend))).toBeUndefined();
});

test("faults in two places act in their own", async () => {
  await using backend = await playing(relaxed, "auth.http-verifies-with-another-secret");
  const visitor = await register(backend);
  expect((await visitor.get("/auth/me")).status).toBe(401);
  expect(await knownOnSocket(visitor)).toBe(visitor.userId);
});

test("a fault on the socket leaves HTTP as it was", async () => {
  await using backend = await playing(foreignSecret);
  expect((await (await register(backend)).get("/auth/me")).status).toBe(200);
});
