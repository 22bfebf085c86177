import type { Setting } from "../setting.ts";
import { isScaleKey, scalePairs } from "./key-groups.ts";
import { type Look, looked, notLooked, together } from "./look.ts";
import { Measuring } from "./measure.ts";
import { atMostLook } from "./order.ts";
import { planLook } from "./planned.ts";
import type { Deployable, Subject } from "./subject.ts";

/** Instances and concurrency are as planned, and make sense: rule `scales-as-declared`. */
export function lookAtScale(subject: Subject): Look {
  const { branch, contract, backend } = subject;
  if (backend === undefined) return notLooked("no files of backend");
  const planned = Object.entries(contract.settings?.manifest ?? {}).flatMap(([key, plan]) => {
    const { name } = branch.rules.of(key);
    return isScaleKey(name) ? [planLook({ subject, deployable: backend, key: name, plan })] : [];
  });
  const bounds = scalePairs(subject).map((pair) =>
    atMostLook(pair, backend, { branch, cause: "manifest-unplanned" }),
  );
  const least = (["min_instances", "max_instances", "concurrency"] as const).map((key) =>
    leastLook(key, backend, subject),
  );
  return together([...planned, ...bounds, ...least]);
}

/** How few of each make sense: no instance may wait for the first request, but then there must be one. */
const fewest = { min_instances: 0, max_instances: 1, concurrency: 1 } as const;

/**
 * Knative's `containerConcurrency: 0` is no limit.
 *
 * @see https://knative.dev/docs/serving/autoscaling/concurrency/#hard-limit
 */
function isUnlimited(key: string, { from }: Setting, { set }: Deployable): boolean {
  const source = set.sources.find(({ name }) => name === from.file);
  return key === "concurrency" && source?.platform === "cloud-run";
}

function leastLook(key: keyof typeof fewest, deployable: Deployable, { branch }: Subject): Look {
  const measure = new Measuring(deployable, branch.rules).of(key, { kind: "number" });
  if (measure.kind === "absent") return notLooked(`${key}: no file says it`);
  if (measure.kind === "hidden") return notLooked(measure.because);
  if (measure.kind === "odd") return looked([measure.finding]);
  const { amount, setting } = measure;
  const few = isUnlimited(key, setting, deployable) ? 0 : fewest[key];
  if (Number.isInteger(amount) && amount >= few) return looked([]);
  const rule = `a whole number from ${few}`;
  return looked([
    {
      because: `${key} is ${amount}, and must be ${rule}`,
      ...{ cause: "manifest-unplanned", severity: "major", service: deployable.service },
      ...{ key, from: setting.from },
      remedy: `set ${key} to ${rule}`,
    },
  ]);
}
