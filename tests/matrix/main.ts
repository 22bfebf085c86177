import { Command } from "commander";
import { faults } from "../../src/fixtures/faults/index.ts";
import { killsOf, specificKills } from "./kills.ts";
import { healthy } from "./quirks.ts";
import { runShares } from "./run-shares.ts";

const command = new Command("matrix")
  .option("--faults <ids>", "only faults whose id contains one of these, separated by commas")
  .option("--checks <ids>", "only checks whose id contains one of these, separated by commas")
  .option("--seed <n>", "seed of everything random", "1")
  .option("--verbose", "say how each check died")
  .parse();
const { faults: wanted, checks: wantedChecks, seed, verbose } = command.opts<Record<string, string>>();
const chosen = faults.filter(({ id }) => matches(id, wanted));
const start = performance.now();
const endings = await runShares({
  seed: Number(seed),
  workers: 2,
  quirks: [healthy, ...chosen].map(({ id }) => ({ id, ...(wantedChecks === undefined ? {} : { checks: wantedChecks.split(",") }) })),
});
const kills = killsOf({ faults: chosen, endings });
const checks = [...new Set(endings.map(({ check }) => check))];
for (const { id, killed } of kills) {
  const blocked = killed.filter(({ how }) => how === "blocked");
  console.log(`${id}: kills ${killed.length - blocked.length}, blocks ${blocked.length} of ${checks.length}`);
  if (verbose === undefined) console.log(`  ${killed.map(({ check, how }) => (how === "blocked" ? `(${check})` : how === "timeout" ? `${check}~` : check)).join(" ")}`);
  else for (const ending of endings) if (ending.quirk === id && ending.state === "failed") console.log(`  ${ending.check} [${ending.how}] ${ending.why.slice(0, 220)}`);
}
for (const { quirk, check, state, why } of endings) {
  if (quirk === "healthy" && state === "failed") console.log(`FALSE ALARM ${check}: ${why}`);
}
const specific = specificKills(kills, checks);
const toothless = [...specific].filter(([, by]) => by.length === 0).map(([id]) => id);
console.log(`${toothless.length} of ${checks.length} checks died of no specific fault`);
if (wanted === undefined) console.log(`  ${toothless.sort().join(" ")}`);
console.log(`${Math.round(performance.now() - start)} ms`);

function matches(id: string, parts: string | undefined): boolean {
  return parts === undefined || parts.split(",").some((part) => id.includes(part));
}
