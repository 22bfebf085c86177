import { type Finding, type Look, looked, notLooked } from "./look.ts";
import type { Subject } from "./subject.ts";

/** Every file the branch deploys can be read: rule `files-read`. */
export function lookAtFiles({ branch, deployables, workflows }: Subject): Look {
  const unreadable = [...branch.unreadable, ...(workflows?.unreadable ?? [])];
  if (unreadable.length === 0 && deployables.length === 0) return notLooked("no files");
  return looked(
    unreadable.map(
      ({ file, line, service, because }): Finding => ({
        because,
        ...{ cause: "manifest-unreadable", severity: "critical" },
        ...(service === undefined ? {} : { service }),
        from: { file, ...(line === undefined ? {} : { line }) },
        remedy: `repair ${file}, or name another file`,
      }),
    ),
  );
}
