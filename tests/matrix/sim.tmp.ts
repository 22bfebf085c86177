import { writeFileSync } from "node:fs";
import { faults } from "../../src/fixtures/faults/index.ts";
import { readExpected } from "./expected.ts";
import { groupsOf } from "./groups.ts";
import { broadOf, readSeen } from "./seen.ts";

const expected = readExpected();
const seen = readSeen(expected);
const n = Object.keys(expected).length;
const broad = broadOf(seen, n);
const others = faults.filter(({ id }) => !broad.has(id));
const told = Object.fromEntries(
  others.map((f) => [
    f.id,
    [
      ...new Set([
        ...(seen[f.id] ?? []),
        ...Object.keys(expected).filter((c) => expected[c]?.includes(f.id)),
      ]),
    ],
  ]),
);
const groups = groupsOf(others, seen, Math.floor(n * 0.25) + 1);
writeFileSync(
  "/tmp/g.json",
  JSON.stringify({
    told,
    groups: groups.map((g) => g.map((f) => f.id)),
    info: Object.fromEntries(
      faults.map((f) => [
        f.id,
        {
          edge: f.edge,
          link: f.link,
          options: f.options && Object.keys(f.options),
          second: !!f.second,
          bend: !!f.bend,
        },
      ]),
    ),
  }),
);
