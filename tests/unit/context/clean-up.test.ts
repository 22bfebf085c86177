import { describe, expect, test } from "vitest";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import type { TestContext } from "../../../src/harness/context.ts";
import { contextOn, targetOf } from "./stage.ts";

function remoteOn(backend: Backend): TestContext {
  return contextOn(backend, { target: { ...targetOf(backend), remote: true } });
}

function notes(context: TestContext): string[] {
  return context
    .transcripts()
    .flatMap(({ entries }) => entries)
    .filter(({ kind }) => kind === "note")
    .map(({ text }) => text);
}

describe("threads a context created", () => {
  test("are gone from a remote target with it, each deleted by who created it", async () => {
    await using backend = await startBackend();
    await using watching = contextOn(backend);
    const context = remoteOn(backend);
    const [ann, ben] = await context.users(2);
    const threads = [
      { user: ann, ...(await context.questionInNewThread(ann)) },
      { user: ben, ...(await context.questionInNewThread(ben)) },
    ];
    await context[Symbol.asyncDispose]();
    for (const { user, threadId } of threads) {
      const read = await watching.call("readThread", { threadId }, { user });
      expect(read.status).toBe(404);
    }
    expect(notes(context)).toEqual([]);
  });

  test("stay on a target of this machine", async () => {
    await using backend = await startBackend();
    await using watching = contextOn(backend);
    const context = contextOn(backend);
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    await context[Symbol.asyncDispose]();
    expect((await watching.call("readThread", { threadId }, { user })).status).toBe(200);
  });

  test("are not deleted twice", async () => {
    await using backend = await startBackend();
    const context = remoteOn(backend);
    const user = await context.user();
    const { threadId } = await context.questionInNewThread(user);
    await context.call("deleteThread", { threadId }, { user });
    const before = context.wireActivity().messages;
    await context[Symbol.asyncDispose]();
    expect(context.wireActivity().messages).toBe(before);
  });

  test("stay where the contract does not say how to delete one", async () => {
    await using backend = await startBackend();
    const { contract } = contextOn(backend);
    const { deleteThread: _, ...operations } = contract.operations;
    const target = { ...targetOf(backend), remote: true };
    const context = contextOn(backend, { target, contract: { ...contract, operations } });
    await context.questionInNewThread(await context.user());
    await context[Symbol.asyncDispose]();
    expect(notes(context)).toEqual([]);
  });

  test("are noted when they stay behind, which fails nothing", async () => {
    const backend = await startBackend();
    const context = remoteOn(backend);
    const { threadId } = await context.questionInNewThread(await context.user());
    await backend.stop();
    await context[Symbol.asyncDispose]();
    expect(notes(context)).toEqual([
      expect.stringMatching(
        new RegExp(`^thread ${threadId} stays behind: .*DELETE .*got no answer`),
      ),
    ]);
  });
});
