import type { ReportTarget } from "../../harness/report/report.ts";

/**
 * Why a run says nothing of the deployment that was meant; undefined when it does. What happened on a backend that
 * stood in for it must not be taken for what the deployment did.
 */
export function standInFor({
  target: { source, trail },
}: {
  readonly target: Pick<ReportTarget, "source" | "trail">;
}): string | undefined {
  if (source === "embedded") return "the embedded backend is no deployment";
  const hasLost = trail.some(
    ({ declared, state }) => declared && state !== "chosen" && state !== "passed-over",
  );
  return hasLost ? "another target than the declared one was tested" : undefined;
}
