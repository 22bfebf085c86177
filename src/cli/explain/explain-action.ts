import { causes } from "../../ground/cause.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { Io } from "../io.ts";
import {
  causeNamed,
  type Explanation,
  explainCause,
  explainCheck,
  explainFault,
} from "./explanation.ts";
import { renderExplanation } from "./explanation-text.ts";
import { similar } from "./similar.ts";

/**
 * Explains one id: a cause, a fault or a check.
 *
 * @throws {@link ConfigurationError} when it is none of them, with those it may have been meant to be
 */
export async function explainId(id: string, asJson: boolean, io: Io): Promise<void> {
  const explanation = await explanationOf(id, io.cwd);
  io.out(
    asJson
      ? `${JSON.stringify(explanation, undefined, 2)}\n`
      : renderExplanation(explanation, io.columns),
  );
}

/** The cheapest to look up first: to know the checks, their files have to be read. */
async function explanationOf(id: string, cwd: string): Promise<Explanation> {
  const { faults } = await import("../../fixtures/faults/index.ts");
  const cause = causeNamed(id);
  if (cause !== undefined) return explainCause(cause, faults);
  const fault = faults.find((candidate) => candidate.id === id);
  if (fault !== undefined) return explainFault(fault);
  const { findCheck } = await import("./own-checks.ts");
  const { check, all } = await findCheck(id, cwd);
  if (check !== undefined) return explainCheck(check);
  throw unknownId(
    id,
    [...causes, ...faults, ...all].map((known) => known.id),
  );
}

function unknownId(id: string, ids: readonly string[]): ConfigurationError {
  const near = similar(id, ids);
  const hint = near.length === 0 ? "" : `; near to it: ${near.join(", ")}`;
  return new ConfigurationError("ID", `must be that of a cause, a fault or a check${hint}`, {
    received: id,
  });
}

/** Lists the causes, by layer. */
export function listCauses(asJson: boolean, io: Io): void {
  io.out(asJson ? `${JSON.stringify(causes, undefined, 2)}\n` : renderCauses());
}

const elsewhere =
  "Faults: gapproof serve --list-faults. Checks: gapproof gate --list. Each of them can be explained.\n";

function renderCauses(): string {
  const width = Math.max(...causes.map(({ id }) => id.length));
  const sections = [...new Set(causes.map(({ layer }) => layer))].map((layer) => {
    const lines = causes
      .filter((cause) => cause.layer === layer)
      .map(
        ({ id, taxonomy, summary }) => `  ${id.padEnd(width)}  ${taxonomy.padEnd(3)}  ${summary}`,
      );
    return [layer, ...lines, ""].join("\n");
  });
  return [...sections, elsewhere].join("\n");
}
