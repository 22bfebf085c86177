import { check, type TestContext, test } from "../../src/fixtures/test.ts";
import type { ReadinessRule } from "../../src/harness/drift/readiness/violation.ts";

const phase = "deployment-validation";
const journey = "deployment";

/** None of these asks the target anything: they read what the branch would deploy. */
const wire = false;

/** What breaks the rules; of a branch that cannot be read nobody knows whether it keeps them. */
function broken(context: TestContext, ...rules: readonly ReadinessRule[]): readonly string[] {
  const unread = context.deployment.violations("files-read");
  const found = unread.length > 0 ? unread : context.deployment.violations(...rules);
  return found.map(({ because }) => because);
}

test(
  "would deploy files that can be read, each by a parser of its own format",
  check({
    id: "manifest.can-be-read",
    suspects: ["manifest-unreadable"],
    rows: ["D06"],
    ...{ phase, journey, wire, capabilities: ["branch"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "files-read");
    expect(found, found.join("; ")).toEqual([]);
    const read = context.deployment.branch.services.backend?.names ?? [];
    expect(read.length, "settings of the backend").toBeGreaterThan(0);
  },
);

test(
  "would deploy every setting the contract requires, none of them empty",
  check({
    id: "manifest.carries-what-is-required",
    suspects: ["manifest-unplanned"],
    rows: ["D06"],
    ...{ phase, journey, wire, capabilities: ["branch", "required-settings"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "carries-required");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would deploy the settings that were planned",
  check({
    id: "manifest.carries-the-plan",
    suspects: ["manifest-unplanned"],
    rows: ["D01", "D02", "D03", "D04", "D05", "D08"],
    ...{ phase, journey, wire, capabilities: ["branch", "expected-settings"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "carries-plan");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would deploy time limits that fit together: what must be longer is longer",
  check({
    id: "manifest.orders-its-timeouts",
    suspects: ["budget-inverted"],
    rows: ["D03", "D04"],
    ...{ phase, journey, wire, capabilities: ["branch", "ascending-settings"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "timeouts-ordered");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would let connections live at least as long as the backend promises them",
  check({
    id: "manifest.lets-connections-live",
    suspects: ["budget-inverted"],
    rows: ["D30"],
    ...{ phase, journey, wire, capabilities: ["branch", "bounded-settings"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "ingress-outlasts");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would run as many instances, with as many connections each, as is declared",
  check({
    id: "manifest.scales-as-declared",
    suspects: ["manifest-unplanned"],
    rows: ["D29"],
    ...{ phase, journey, wire, capabilities: ["branch", "declared-scale"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "scales-as-declared");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would deploy the breaker that belongs to its environment, and one that can open",
  check({
    id: "manifest.fits-its-environment",
    suspects: ["manifest-unplanned"],
    rows: ["D13"],
    ...{ phase, journey, wire, capabilities: ["branch", "environment-settings"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "fits-environment", "breaker-sane");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would know in the cloud which environment it is, and that it is not development",
  check({
    id: "manifest.is-not-development",
    suspects: ["manifest-misaddressed"],
    rows: ["D20"],
    ...{ phase, journey, wire, capabilities: ["branch"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "is-not-development");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would use the hosts of its own environment, and none that is only its own",
  check({
    id: "manifest.uses-its-own-hosts",
    suspects: ["manifest-misaddressed"],
    rows: ["D21"],
    ...{ phase, journey, wire, capabilities: ["branch"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "addresses-own");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would refer to secrets, and hold none in plain sight",
  check({
    id: "manifest.holds-no-secret",
    suspects: ["secret-in-manifest", "credentials-leaked"],
    rows: ["D23"],
    ...{ phase, journey, wire, capabilities: ["branch"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "secrets-referenced");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would give all services of the environment the same signing key, modes and addresses",
  check({
    id: "manifest.services-agree",
    suspects: ["services-disagree", "secret-mismatch"],
    rows: ["D10", "D11", "D24"],
    ...{ phase, journey, wire, capabilities: ["branch", "branch-siblings", "shared-settings"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "services-agree");
    expect(found, found.join("; ")).toEqual([]);
  },
);

test(
  "would deploy a build that is named: an image by tag or digest, or a commit",
  check({
    id: "manifest.names-its-build",
    suspects: ["manifest-unplanned"],
    rows: ["D12"],
    ...{ phase, journey, wire, capabilities: ["branch"] },
  }),
  ({ context, expect }) => {
    const found = broken(context, "build-named");
    expect(found, found.join("; ")).toEqual([]);
  },
);
