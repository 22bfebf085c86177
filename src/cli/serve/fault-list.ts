import type { Fault } from "../../fixtures/faults/index.ts";
import { causeOf } from "../../ground/cause.ts";
import { ConfigurationError } from "../../ground/errors.ts";

/** How many ids are offered to somebody who misspelt one. */
const mostOffered = 5;

/**
 * The faults somebody asked for, in the order they asked.
 *
 * @throws {@link ConfigurationError} naming an id that is none, or none that can be played here
 */
export function faultsNamed(ids: readonly string[], faults: readonly Fault[]): readonly Fault[] {
  return ids.map((id) => {
    const found = faults.find((fault) => fault.id === id);
    if (found === undefined) throw unknownFault(id, faults);
    if (!needsDeployment(found)) return found;
    throw new ConfigurationError(
      "--fault",
      "must be one that a backend on this machine can have; this one shows on a deployment only",
      { received: id },
    );
  });
}

function unknownFault(id: string, faults: readonly Fault[]): ConfigurationError {
  const near = nearest(id, faults);
  const hint = near.length === 0 ? "" : `; near to it: ${near.join(", ")}`;
  return new ConfigurationError("--fault", `must be an id of --list-faults${hint}`, {
    received: id,
  });
}

/** Every fault as data. */
export function faultsAsData(faults: readonly Fault[]): readonly Record<string, unknown>[] {
  return faults.map((fault) => {
    const { bend: _, second, family, cause, ...rest } = fault;
    return {
      ...{ id: fault.id, family, cause, taxonomy: causeOf(cause).taxonomy, at: placeOf(fault) },
      ...rest,
      ...(second === undefined ? {} : { second: second.title }),
    };
  });
}

/** Every fault for people, under its family. */
export function renderFaults(faults: readonly Fault[]): string {
  const width = Math.max(...faults.map(({ id }) => id.length));
  const families = [...new Set(faults.map(({ family }) => family))];
  const sections = families.map((family) => {
    const own = faults.filter((fault) => fault.family === family);
    return [family, ...own.map((fault) => lineOf(fault, width)), ""].join("\n");
  });
  return [...sections, legend].join("\n");
}

/** Behind the titles of faults that cannot be played here. */
const mark = "[deployment only]";
const legend = `${mark} shows on a deployment with a public name alone: --fault refuses it and starts nothing.\n`;

function lineOf(fault: Fault, width: number): string {
  const line = `  ${fault.id.padEnd(width)}  ${fault.title}`;
  return needsDeployment(fault) ? `${line} ${mark}` : line;
}

/** Whether a backend on this machine cannot have it. */
export function needsDeployment({ dress = {} }: Fault): boolean {
  return Object.keys(dress).length > 0;
}

/** Where a fault acts. */
function placeOf(fault: Fault): string {
  if (needsDeployment(fault)) return "deployment";
  if (fault.deploys !== undefined) return "branch";
  if (fault.link !== undefined) return "network";
  return fault.edge === undefined ? "backend" : "edge";
}

/** Ids that share the most words with this one. */
function nearest(id: string, faults: readonly Fault[]): readonly string[] {
  const words = wordsOf(id);
  return faults
    .map((fault) => ({
      id: fault.id,
      shared: wordsOf(fault.id).filter((word) => words.includes(word)).length,
    }))
    .filter(({ shared }) => shared > 0)
    .sort((left, right) => right.shared - left.shared)
    .slice(0, mostOffered)
    .map((offer) => offer.id);
}

function wordsOf(id: string): readonly string[] {
  return id.split(/[.-]/).filter((word) => word.length > 2);
}
