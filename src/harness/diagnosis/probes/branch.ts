import { redactDeep } from "../../../ground/redact.ts";
import type { Probe } from "../probe.ts";
import type { BranchSaw, BranchViolation } from "./branch-saw.ts";

/** Read before anything is asked on the wire: whoever began the diagnosis has read the files already. */
export const branch: Probe<"branch"> = {
  name: "branch",
  title: "what the files of the branch say",
  costMs: 0,
  limitMs: 1_000,
  async run({ subject }) {
    if (subject.branch === undefined) return { notRun: "no file of the branch was named" };
    return redactDeep(subject.branch);
  },
  describe({ violations, drift }) {
    const rules = [...new Set(violations.map(({ rule }) => rule))];
    return [
      rules.length === 0
        ? "its files keep every rule"
        : `${violations.length} against ${rules.join(", ")}`,
      ...(drift === undefined ? [] : [tellDrift(drift)]),
    ].join("; ");
  },
  symptoms: ({ violations, drift }) => [
    ...violations.map(tellViolation),
    ...(drift?.different ?? []).map(
      ({ key, expected, deployed = "unknown" }) =>
        `${key} is ${expected} by the branch, and ${deployed} in what runs`,
    ),
  ],
};

/** `deploy/backend.yaml:12: heartbeat 45 is not below 15`; who names the file already is not told it again. */
export function tellViolation({ place, because }: BranchViolation): string {
  const [file] = place?.split(":") ?? [];
  return file === undefined || because.includes(file) ? because : `${place}: ${because}`;
}

function tellDrift({ different, equal }: NonNullable<BranchSaw["drift"]>): string {
  return `${equal} settings run as it says, ${different.length} do not`;
}
