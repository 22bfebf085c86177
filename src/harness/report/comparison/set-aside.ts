import type { Report } from "../report.ts";
import { mergeChecks } from "./merged-check.ts";

/**
 * Checks of a run that did not pass and are borne for a while, by id. The run's own verdict leaves them out, and a
 * comparison that did not would fail a deployment for what everybody has agreed to bear.
 */
export function setAside(report: Report): ReadonlySet<string> {
  const checks = mergeChecks(report);
  const borne = report.quarantine?.aside ?? [];
  return new Set(borne.map(({ check }) => check).filter((id) => didNotPass(checks.get(id)?.state)));
}

/** What is skipped was not borne: it is lost, whoever bears it. */
function didNotPass(state: string | undefined): boolean {
  return state === "failed" || state === "flaky";
}
