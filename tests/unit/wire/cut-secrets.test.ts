import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/ground/clock.ts";
import { rememberSecret } from "../../../src/ground/redact.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { SilenceBroken } from "../../../src/harness/wire/silence.ts";
import { Users } from "../../../src/harness/wire/user/user.ts";
import { beginning, httpStage, open } from "./http-stage.ts";
import { knock } from "./knocking.ts";
import { refusingServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

/** Opaque: nothing but its being known makes it a secret. */
const secret = "tarragon-51c8e07f3b9d";
const start = secret.slice(0, 8);

/** A text whose limit falls into the secret, ten characters before its end. */
function cutAt(limit: number): string {
  return `${"x".repeat(limit - secret.length + 10)}${secret}`;
}

let forget = (): void => {};

beforeAll(() => {
  forget = rememberSecret(secret);
});

afterAll(() => forget());

describe("a secret where a message quotes only the beginning of a text", () => {
  test("does not show in what an operation said", async () => {
    await using here = await httpStage((_, response) => response.writeHead(500).end(cutAt(300)));
    const { said } = await here.api.call("readThread", { threadId: "t", view: "full" });
    expect(said).toContain("HTTP 500 xxx");
    expect(said).not.toContain(start);
  });

  test("does not show in what a stream said", async () => {
    const { answer, begun } = beginning();
    await using here = await httpStage(answer);
    const stream = await open(here);
    (await begun).end(cutAt(300));
    await stream.finished();
    expect(stream.said).toContain("HTTP 200 xxx");
    expect(stream.said).not.toContain(start);
  });

  test("does not show in why no user could be had", async () => {
    await using here = await httpStage((_, response) => response.writeHead(503).end(cutAt(200)));
    const users = new Users({
      ...{ contract: sampleContract, namespace: "unit", clock: systemClock },
      credentials: {},
      call: (name, values, options) => here.api.call(name, values, options),
    } as ConstructorParameters<typeof Users>[0]);
    const error = await users.obtain().catch((cause: unknown) => cause);
    expect(String(error)).toContain("HTTP 503 xxx");
    expect(String(error)).not.toContain(start);
  });

  test("does not show in the body of a refused upgrade", async () => {
    await using server = await refusingServer(401, cutAt(2048));
    const { body } = await knock(server, {
      budget: new Budget({ limits: sampleContract.limits.local, clock: systemClock }),
    });
    expect(body).toContain("xxx");
    expect(body).not.toContain(start);
  });

  test("does not show in what broke a silence", () => {
    const frame = {
      ...{ n: 0, message: cutAt(300), text: cutAt(300), json: false, binary: false, bytes: 300 },
      ...{ type: undefined, arrivedMs: 1, arrivedAt: new Date(0) },
    };
    const { message } = new SilenceBroken("the line", frame);
    expect(message).toContain("xxx");
    expect(message).not.toContain(start);
  });
});
