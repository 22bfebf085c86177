import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { type BackendOptions, startBackend } from "../../../src/fixtures/backend/index.ts";
import type { Thread } from "../../../src/fixtures/backend/threads.ts";
import { bend } from "../../../src/fixtures/faults/bend.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { Strikes } from "../../../src/fixtures/faults/strikes.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { access } from "../../../src/harness/diagnosis/probes/access.ts";
import { tokens } from "../../../src/harness/diagnosis/probes/tokens.ts";
import { tour } from "../../../src/harness/diagnosis/probes/tour.ts";
import type { ProbeName } from "../../../src/harness/diagnosis/sightings.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { mintToken } from "../../../src/harness/wire/user/token.ts";
import { subjectOf } from "./lab-of.ts";

describe("profiles", () => {
  test("of who was given are not touched, on this machine or elsewhere", async () => {
    for (const remote of [false, true]) {
      await using world = await open();
      const { jwtSecret } = world.subject.credentials;
      if (jwtSecret === undefined) throw new Error("there is nothing to sign with");
      const ann = { userId: "ann", email: "ann@example.com", environment: "development" };
      const token = await mintToken(defaultContract, jwtSecret, { ...ann, now: new Date() });
      const credentials = { ...world.subject.credentials, token };
      await diagnosed({ ...world.subject, remote, credentials }, access);
      expect(world.renamed).toEqual([]);
    }
  });

  test("elsewhere are touched only of users who are nobody's", async () => {
    const bypassKey = new Secret("left-behind-test-bypass-key");
    await using world = await open({ bypassKey });
    const { subject } = world;
    await diagnosed({ ...subject, remote: true, credentials: { bypassKey } }, access);
    expect(world.renamed).toEqual([]);
    await diagnosed({ ...subject, remote: true }, access);
    expect(world.renamed).not.toEqual([]);
  });

  test("get back the names they had, whoever was renamed", async () => {
    await using world = await open({}, "auth.renames-whom-the-body-names");
    await diagnosed({ ...world.subject, remote: true }, access);
    const last = new Map(world.renamed.map(([id, name]) => [id, name]));
    expect([...last.values()]).toEqual([
      expect.stringMatching(/^gapproof\+diagnosis-/),
      expect.stringMatching(/^gapproof\+diagnosis-/),
    ]);
  });
});

describe("threads that were made elsewhere", () => {
  test.for([
    ["tour", tour],
    ["access", access],
  ] as const)("are taken away after the probe %s", async ([, probe]) => {
    await using world = await open();
    await diagnosed({ ...world.subject, remote: true }, probe);
    expect(world.threads).not.toEqual([]);
    expect(world.threads.filter(({ isArchived }) => !isArchived)).toEqual([]);
  });
});

describe("accounts", () => {
  test("are not registered elsewhere by who can be somebody without", async () => {
    await using world = await open();
    await diagnosed({ ...world.subject, remote: true }, tokens, access);
    expect(world.accounts()).toBe(0);
  });

  test("are registered elsewhere by who can be nobody otherwise", async () => {
    await using world = await open();
    await using lab = new Lab({ ...world.subject, remote: true, credentials: {} });
    const saw = await tokens.run(lab, new Evidence());
    expect(saw).toMatchObject({ rows: expect.arrayContaining([relogin]) });
  });

  test("are registered on this machine", async () => {
    await using world = await open();
    await using lab = new Lab(world.subject);
    const saw = await tokens.run(lab, new Evidence());
    expect(saw).toMatchObject({ rows: expect.arrayContaining([relogin]) });
    const registered = world.accounts();
    await access.run(lab, new Evidence());
    expect(world.accounts()).toBe(registered + 1);
  });
});

const relogin = expect.objectContaining({
  form: "relogin",
  answer: expect.objectContaining({ how: "served" }),
});

/** A backend whose books are open. */
interface World extends AsyncDisposable {
  readonly subject: Subject;
  /** Whose name became what, in order; what they registered with is none. */
  readonly renamed: readonly (readonly [id: string, name: string])[];
  /** Threads somebody asked for by name, not those that come with a question. */
  readonly threads: readonly Thread[];
  accounts(): number;
}

async function open(options: BackendOptions = {}, faultId?: string): Promise<World> {
  const renamed: (readonly [string, string])[] = [];
  const threads: Thread[] = [];
  let accounts = (): number => 0;
  const backend = await startBackend({ port: 0, ...options }, (backstage) => {
    const { platform } = backstage;
    accounts = () => platform.accounts.size;
    bend(platform.accounts, "rename", (healthy) => (id, name) => {
      if (!/^gapproof \d+$/.test(name)) renamed.push([id, name]);
      healthy(id, name);
    });
    bend(platform.threads, "create", (healthy) => (ownerId, draft) => {
      const thread = healthy(ownerId, draft);
      if (draft?.title !== undefined) threads.push(thread);
      return thread;
    });
    faults.find(({ id }) => id === faultId)?.bend?.(backstage, new Strikes(1, faultId ?? ""));
  });
  return {
    ...{ subject: subjectOf(backend), renamed, threads, accounts: () => accounts() },
    [Symbol.asyncDispose]: () => backend.stop(),
  };
}

/** Everything a diagnosis does with these probes, its leaving included. */
async function diagnosed(
  subject: Subject,
  ...probes: readonly Pick<Probe<ProbeName>, "run">[]
): Promise<void> {
  await using lab = new Lab(subject);
  for (const probe of probes) await probe.run(lab, new Evidence());
}
