import { faults } from "../../src/fixtures/faults/index.ts";
import { readExpected } from "./expected.ts";
import { groupsOf } from "./groups.ts";
import { Rounds } from "./rounds.ts";
import { broadOf, readSeen } from "./seen.ts";
import { setStage } from "./stage.ts";

const expected = readExpected();
const seen = readSeen(expected);
const n = Object.keys(expected).length;
const broad = broadOf(seen, n);
const others = faults.filter(({ id }) => !broad.has(id));
const groups = groupsOf(others, seen, Math.floor(n * 0.25) + 1).filter((g) => g.length > 1);
const what = process.argv[2];
if (what === "stage") {
  for (let i = 0; i < 3; i++)
    for (const g of groups) {
      const c = process.cpuUsage();
      const s = await setStage(g, 1);
      const a = process.cpuUsage(c);
      await s[Symbol.asyncDispose]();
      const b = process.cpuUsage(c);
      console.log(Math.round((a.user + a.system) / 1000), Math.round((b.user + b.system) / 1000));
    }
  process.exit(0);
}
await using rounds = await Rounds.open({ seed: 1, workers: 2 });
const e = await rounds.play(
  Array.from({ length: Number(process.argv[3]) }, (_, i) => ({
    id: `h${i}`,
    quirks:
      what === "h"
        ? ["healthy"]
        : what === "g"
          ? (groups[i] ?? []).map((f) => f.id)
          : [(groups[0] ?? [])[i]?.id ?? "healthy"],
  })),
);
console.log(e.length);
