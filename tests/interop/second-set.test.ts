import { afterAll, describe, test } from "vitest";
import { countOf, type Grade, gradeOf, medianOf, type Outcome } from "../diagnosis/score.ts";
import { haproxyMissing } from "./haproxy.ts";
import { nginxMissing } from "./nginx.ts";
import { secondMissing, startSecond } from "./second/backend.ts";
import { edgeFaults, healthyEdges } from "./second/edge-faults.ts";
import { backendFaults, unusual } from "./second/faults.ts";
import { type Fronts, startFronts } from "./second/fronts.ts";
import { type Address, type SecondFault, tryOut } from "./second/trial.ts";

/** At least this share of the faults is named first, exactly or by its class. */
const namedShare = 0.93;

/** Every change sees a part of the faults, the night all of them. */
const every = process.env.GAPPROOF_SECOND_SET === "full" ? 1 : 4;

/** A part is so small that one more miss is worth this share. */
const leeway = every === 1 ? 0 : 0.08;

/** At most this share is taken for something else by a diagnosis that is sure of it. */
const mistakenShare = 0.03;

/** Diagnoses under way at once, each with a server of its own: what two cores bear. */
const atOnce = 2;

const longMs = 600_000;

interface Graded {
  readonly outcome: Outcome;
  readonly grade: Grade;
}

const graded: Graded[] = [];

function someOf<T>(all: readonly T[]): readonly T[] {
  return all.filter((_, n) => n % every === 0);
}

describe("the second set of servers", () => {
  const missing = secondMissing();

  test.for(unusual)("is healthy where it $id", async ({ id, options }, { skip, expect }) => {
    if (missing !== undefined) skip(missing);
    await using backend = await startSecond({ options });
    const { port, secret } = backend;
    const address = { http: `http://127.0.0.1:${port}`, secret };
    const { diagnosis } = await tryOut({ id, cause: "wrong-server" }, address);
    expect(saidBy({ diagnosis })).toBe("healthy");
  });

  test.for(Object.entries(backendFaults).map(([kind, faults]) => ({ kind, faults })))(
    "is never healthy with a fault of its own: $kind",
    { timeout: longMs },
    async ({ faults }, { skip, expect }) => {
      if (missing !== undefined) skip(missing);
      const grades = await inTurns(someOf(faults), async (fault) => {
        await using backend = await startSecond({ options: fault.options });
        const { port, secret } = backend;
        return await grade(fault, { http: `http://127.0.0.1:${port}`, secret });
      });
      expect(grades).not.toContain("healthy");
    },
  );

  describe("behind nginx and HAProxy", () => {
    const edgesMissing = missing ?? nginxMissing() ?? haproxyMissing();
    let fronts: Promise<Fronts> | undefined;
    const standing = (): Promise<Fronts> => {
      fronts ??= startFronts([...healthyEdges, ...edgeFaults]);
      return fronts;
    };

    afterAll(async () => (await fronts)?.[Symbol.asyncDispose]());

    test.for(healthyEdges)("is healthy where $id", async (front, { skip, expect }) => {
      if (edgesMissing !== undefined) skip(edgesMissing);
      const address = (await standing()).addressOf(front);
      const { diagnosis } = await tryOut({ id: front.id, cause: "wrong-server" }, address);
      expect(saidBy({ diagnosis })).toBe("healthy");
    });

    test("is never healthy with a fault of theirs", { timeout: longMs }, async ({
      skip,
      expect,
    }) => {
      if (edgesMissing !== undefined) skip(edgesMissing);
      const { addressOf } = await standing();
      const grades = await inTurns(someOf(edgeFaults), (fault) => grade(fault, addressOf(fault)));
      expect(grades).not.toContain("healthy");
    });
  });

  test("is diagnosed as well as the servers the rules were written on", ({ skip, expect }) => {
    if (graded.length === 0) skip(missing ?? "no fault was tried");
    const grades = graded.map(({ grade: one }) => one);
    const named = countOf(grades, "exact", "class");
    const mistaken = countOf(grades, "sure-wrong");
    const ms = Math.round(medianOf(graded.map(({ outcome }) => outcome.durationMs)));
    const exact = countOf(grades, "exact");
    const wrong = graded.filter(({ grade: one }) => one !== "exact" && one !== "class");
    console.info(
      [
        `${graded.length} faults: ${exact} exact, ${named - exact} class, ${mistaken} surely wrong; ${ms} ms each`,
        ...wrong.map(({ outcome, grade: one }) => {
          return `  ${one}: ${outcome.played[0]} is ${outcome.truth[0]}, said ${saidBy(outcome)}`;
        }),
      ].join("\n"),
    );
    expect(named / graded.length).toBeGreaterThanOrEqual(namedShare - leeway);
    expect(mistaken / graded.length).toBeLessThanOrEqual(mistakenShare + leeway);
  });
});

async function grade(fault: SecondFault, address: Address): Promise<Grade> {
  const outcome = await tryOut(fault, address);
  const one = gradeOf(outcome);
  graded.push({ outcome, grade: one });
  return one;
}

async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const queue = [...items];
  const results: Result[] = [];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      results.push(await work(item));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function saidBy({ diagnosis }: Pick<Outcome, "diagnosis">): string {
  const { healthy, abstained, causes, symptoms } = diagnosis;
  if (healthy) return "healthy";
  if (abstained) return `nothing: ${symptoms.slice(0, 3).join("; ")}`;
  return causes.map(({ id, confidence }) => `${id} ${confidence}`).join(", ");
}
