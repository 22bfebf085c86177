import { censusAgainstCalls } from "./census.ts";
import { gateAgainstEmptyTests } from "./gate-wall.ts";
import { journeysPerSecond } from "./journeys.ts";
import { resolveBeyondNode } from "./resolve.ts";

// Every figure is a ratio of two things measured in turn in this one run: absolute times of a shared
// machine travel nowhere.
const journeys = await journeysPerSecond({ rounds: 7, journeysPerRound: 150 });
process.stdout.write(
  `${[
    "golden-path journeys per second (median of rounds)",
    `  hand-written on ws   ${journeys.handwritten.toFixed(0)}`,
    `  through TestContext  ${journeys.context.toFixed(0)}`,
    `  ratio                ${journeys.ratio.toFixed(2)} (median of ${journeys.rounds} paired rounds)`,
  ].join("\n")}\n`,
);

const census = await censusAgainstCalls({ rounds: 7, connections: 30 });
process.stdout.write(
  `${[
    `a census of ${census.connections} HTTP and ${census.connections} WebSocket connections on loopback (median of ${census.rounds} paired rounds)`,
    `  plain health calls   ${census.callsMs.toFixed(0)} ms, one after the other`,
    `  census               ${census.censusMs.toFixed(0)} ms (promised: under 2000)`,
    `  ratio                ${census.ratio.toFixed(1)}`,
  ].join("\n")}\n`,
);

const gate = await gateAgainstEmptyTests(5);
process.stdout.write(
  `${[
    `wall time, whole process (median of ${gate.rounds} paired rounds, ${gate.tests} tests)`,
    `  empty Vitest tests   ${gate.emptyMs.toFixed(0)} ms`,
    `  gapproof gate        ${gate.gateMs.toFixed(0)} ms`,
    `  ratio                ${gate.ratio.toFixed(2)}`,
  ].join("\n")}\n`,
);

const resolve = await resolveBeyondNode(15);
process.stdout.write(
  `${[
    `gapproof resolve, whole process beyond Node's own start of ${resolve.nodeMs.toFixed(0)} ms (median of ${resolve.rounds} paired rounds)`,
    `  explicit URL         ${resolve.explicitMs.toFixed(0)} ms (promised: under 50)`,
    `  explicit URL, probed ${resolve.probedMs.toFixed(0)} ms`,
    resolve.dockerMs === undefined
      ? "  Docker detection     not measured: no container engine listens here"
      : `  Docker detection     ${resolve.dockerMs.toFixed(0)} ms (promised: under 300)`,
  ].join("\n")}\n`,
);
