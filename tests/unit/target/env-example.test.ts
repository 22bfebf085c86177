import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ServiceContract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { cloudMarkers, cloudProjects } from "../../../src/harness/target/environment.ts";

const root = join(import.meta.dirname, "../../..");
const lines = readFileSync(join(root, ".env.example"), "utf8").split("\n");
const documented = lines.flatMap((line) => /^# ([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);

/** Read by Node, not by us; worth a line because people look for it here. */
const readByNode = ["NODE_EXTRA_CA_CERTS"];
/** Says what a terminal can do; nobody sets it for gapproof. */
const notOurs = ["TERM"];

const { backend, auth, frontend } = defaultContract.services;

function inTest(names: readonly string[]): string[] {
  return names.map((name) => name.replaceAll("{ENV}", "TEST"));
}

function namesOf(service: ServiceContract | undefined): string[] {
  if (service === undefined) return [];
  return inTest([
    ...service.urlVariables,
    ...service.wsUrlVariables,
    ...service.portVariables,
    ...service.stagingUrlVariables,
    ...service.stagingWsUrlVariables,
  ]);
}

const readByContract = [
  ...[backend, auth, frontend].flatMap(namesOf),
  ...defaultContract.stagingFlags.map(({ variable }) => variable),
  ...defaultContract.environmentVariables,
  ...inTest(defaultContract.auth.tokenVariables),
  ...inTest(defaultContract.auth.secretVariables),
];

/** Names the code itself asks the environment for: `env.CI`, `env["CI"]`, `textOf(settings, "CI")`. */
function readByCode(): string[] {
  const read = /\benv(?:\.|\["|\?\.)([A-Z][A-Z0-9_]+)|textOf\([^,]+, "([A-Z][A-Z0-9_]+)"/g;
  return ["cli", "harness", "fixtures"]
    .flatMap((room) =>
      readdirSync(join(root, "src", room), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(join(root, "src", room, file), "utf8")),
    )
    .flatMap((text) => [...text.matchAll(read)].map(([, plain, quoted]) => plain ?? quoted ?? ""))
    .filter((name) => !notOurs.includes(name));
}

const readAtAll = new Set([
  ...readByContract,
  ...cloudMarkers,
  ...cloudProjects,
  ...readByCode(),
  ...readByNode,
]);

describe(".env.example", () => {
  test("lists every variable that is read, once", () => {
    expect(documented.toSorted()).toEqual([...readAtAll].toSorted());
  });

  test("sets nothing by itself", () => {
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  });

  test("says a sentence about each", () => {
    const lonely = documented.filter((name) => {
      const above = lines[lines.findIndex((line) => line.startsWith(`# ${name}=`)) - 1] ?? "";
      return !/^# [A-Z0-9"t].*\.$/.test(above);
    });
    expect(lonely).toEqual([]);
  });

  test("keeps the order of priority", () => {
    const order = [
      ...inTest([...backend.urlVariables, ...backend.wsUrlVariables, ...backend.portVariables]),
      ...defaultContract.stagingFlags.map(({ variable }) => variable),
      ...inTest([...backend.stagingUrlVariables, ...backend.stagingWsUrlVariables]),
      ...namesOf(auth),
      ...namesOf(frontend),
    ];
    expect(documented.filter((name) => order.includes(name))).toEqual(order);
  });
});
