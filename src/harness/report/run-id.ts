import { randomBytes } from "node:crypto";

/** A run's name: sorts by time, safe in e-mail addresses, file names and URLs. */
export function newRunId(startedAt: Date): string {
  const time = startedAt
    .toISOString()
    .replaceAll(/[-:]|\.\d+Z$/g, "")
    .toLowerCase();
  return `${time}-${randomBytes(3).toString("hex")}`;
}
