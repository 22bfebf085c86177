import { writeFileSync } from "node:fs";
import { faults } from "../../src/fixtures/faults/index.ts";
import { companiesOf, met } from "./companies.ts";
import { suits } from "./dressed-checks.ts";
import { readExpected } from "./expected.ts";
import { groupsOf } from "./groups.ts";
import { Rounds } from "./rounds.ts";
import { broadOf, readSeen } from "./seen.ts";

const expected = readExpected();
const seen = readSeen(expected);
const n = Object.keys(expected).length;
const broad = broadOf(seen, n);
const others = faults.filter(({ id }) => !broad.has(id));
const groups = groupsOf(others, seen, Math.floor(n * 0.25) + 1).filter((g) => g.length > 1);
const plain = Object.keys(expected).filter((c) => suits(c, {}));
const told = new Map(
  others.map((f) => [
    f.id,
    new Set([
      ...(seen[f.id] ?? []),
      ...Object.keys(expected).filter((c) => expected[c]?.includes(f.id)),
    ]),
  ]),
);
const companies = groups.flatMap((g) => companiesOf(g, plain, told));
await using rounds = await Rounds.open({ seed: 1, workers: 2 });
const t = performance.now();
const endings = await rounds.play(companies.map(met));
console.log("s", (performance.now() - t) / 1000, endings.length);
const idx = new Map(companies.map((c) => [met(c).id, c]));
writeFileSync(
  "/tmp/exp.json",
  JSON.stringify(
    endings.map((e) => ({
      ...e,
      group: groups.findIndex((g) => idx.get(e.quirk)!.group.every((f) => g.includes(f))),
      size: idx.get(e.quirk)!.group.length,
    })),
  ),
);
