import type { CheckDeclaration } from "./check.ts";
import { fastChecks } from "./fast-checks.ts";

/** A group of checks that people ask for by name. */
export interface Tag {
  readonly name: string;
  readonly description: string;
  /** Rows of the catalogue it is about: every check that covers one of them belongs to it. */
  readonly rows?: readonly string[];
}

/** Every tag a check may have; one that is not here is a mistake, and Vitest says so. */
export const tags: readonly Tag[] = [
  { name: "p1", description: "priority one: what a release cannot do without" },
  {
    name: "suite:websocket-events",
    description: "health, an authenticated socket, the agents' API, events, sockets side by side",
    rows: ["C01", "W01", "W03", "C06", "C07", "E01", "L13"],
  },
  {
    name: "suite:message-flow",
    description: "messages written and read back, questions, pings, threads, mistakes",
    rows: ["C14", "C15", "C20", "C30", "W08", "W15", "E01"],
  },
  {
    name: "suite:agent-pipeline",
    description: "agents found, configured, run, stopped; their mistakes and their speed",
    rows: ["C06", "C07", "E01", "C11", "W15", "W16", "C22", "C13", "L04"],
  },
  {
    name: "suite:critical-path",
    description: "what every user's path goes through, within its limits",
    rows: ["C01", "C06", "E01", "V01", "L04", "E08", "C20"],
  },
  { name: "suite:golden-path", description: "whole paths, from login to an answer" },
  { name: "suite:real-agents", description: "the deployment's own agents, alone and together" },
  {
    name: "plan:358",
    description: "branch against deployed; the HTTP path without a socket",
    rows: ["D08", "D09", "D10", "D11", "D12", "X01", "X02", "X03", "X04", "W04", "W05", "W06"],
  },
  {
    name: "plan:128",
    description: "timeouts, sizes, connecting in time, settings that are really active",
    rows: ["D01", "D02", "D03", "D04", "D05", "D06", "D07", "D13", "D15", "D20", "W22"],
  },
  {
    name: "plan:1011",
    description:
      "transport through the edge, tokens, lasting sessions, order, isolation, reports, streams",
    rows: [
      ...["D25", "D26", "D27", "D28", "W04", "W09", "W10", "W11", "A08", "W26"],
      ...["O01", "O02", "O03", "O04", "O05", "O07", "O08", "O09", "O10"],
      ...["I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08", "I09"],
      ...["V03", "V04", "V05", "V06"],
      ...["S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10"],
    ],
  },
  {
    name: "infrastructure",
    description: "lifetime behind a balancer, refusals, tokens both services know, headers, leaks",
    rows: ["D25", "W10", "W20", "W03", "A08", "D11", "W25", "L09", "W26"],
  },
  {
    name: "fast",
    description: "together they notice every fault the kill matrix plants: what `gate --fast` runs",
  },
  { name: "slow", description: "waits for one of the deployment's long promises" },
  { name: "load", description: "asks much of the deployment at once" },
];

/** The tags of a check: those it names, and those its rows and promises bring with them. */
export function tagsOf({ id, rows, tags: named = [], waits }: CheckDeclaration): readonly string[] {
  const brought = tags.filter((tag) => tag.rows?.some((row) => rows.includes(row)) ?? false);
  const own = [
    ...named,
    ...brought.map(({ name }) => name),
    ...(waits === undefined ? [] : ["slow"]),
    ...(fastChecks.includes(id) ? ["fast"] : []),
  ];
  return [...new Set(own)];
}
