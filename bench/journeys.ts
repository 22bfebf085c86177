import { defaultContract } from "../src/contract/default.ts";
import { startBackend } from "../src/fixtures/backend/index.ts";
import { TestContext } from "../src/harness/context.ts";
import type { Target } from "../src/harness/target/target.ts";
import { handwrittenJourney } from "./handwritten.ts";
import { median } from "./median.ts";

export interface JourneyFigures {
  readonly rounds: number;
  readonly handwritten: number;
  readonly context: number;
  /** Through TestContext over hand-written; 1 would be no cost at all. */
  readonly ratio: number;
}

export interface JourneyOptions {
  readonly rounds: number;
  readonly journeysPerRound: number;
}

/** Golden-path journeys per second through TestContext and hand-written, in alternating rounds. */
export async function journeysPerSecond(options: JourneyOptions): Promise<JourneyFigures> {
  await using backend = await startBackend({ requestsPerMinute: 1_000_000 });
  const target: Target = {
    http: backend.url,
    ws: backend.wsUrl,
    source: "embedded",
    services: {},
    trail: [],
    remote: false,
    warnings: [],
    fallback: false,
  };
  const byHand = (): Promise<string> => handwrittenJourney(backend.url);
  const byContext = (): Promise<string> => contextJourney(target);
  // One round each that does not count: the first journeys pay for the compiler.
  await rate(byHand, options.journeysPerRound);
  await rate(byContext, options.journeysPerRound);
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < options.rounds; round++) {
    pairs.push([
      await rate(byHand, options.journeysPerRound),
      await rate(byContext, options.journeysPerRound),
    ]);
  }
  return {
    rounds: pairs.length,
    handwritten: median(pairs.map(([hand]) => hand)),
    context: median(pairs.map(([, context]) => context)),
    ratio: median(pairs.map(([hand, context]) => context / hand)),
  };
}

async function rate(journey: () => Promise<string>, count: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < count; done++) {
    if ((await journey()) === "") throw new Error("a journey ended without an answer");
  }
  return (count * 1000) / (performance.now() - start);
}

async function contextJourney(target: Target): Promise<string> {
  await using context = TestContext.open({ target, contract: defaultContract, runId: "bench" });
  const session = await context.connect({ user: await context.user() });
  const run = await session.ask(context.question());
  await session.close();
  return run.answer ?? "";
}
