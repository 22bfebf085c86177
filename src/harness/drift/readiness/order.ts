import { ingressPairs, type Pair } from "./key-groups.ts";
import { type Finding, type Look, looked, notLooked, together } from "./look.ts";
import { type Amount, brokenOrder, type Measure, Measuring } from "./measure.ts";
import { planLook } from "./planned.ts";
import type { Deployable, Subject } from "./subject.ts";

const inverted = { cause: "budget-inverted" } as const;

/** Every list of the contract's `ascending` ascends, where all of it is set: rule `timeouts-ordered`. */
export function lookAtTimeouts({ contract, branch, backend }: Subject): Look {
  const lists = contract.settings?.ascending ?? [];
  if (lists.length === 0) return notLooked("the contract orders no settings");
  if (backend === undefined) return notLooked("no files of backend");
  const measuring = new Measuring(backend, branch.rules);
  return together(
    lists.map((keys) => {
      const order = {
        measures: keys.map((key) => measuring.of(key)),
        sign: "<",
        ...inverted,
      } as const;
      return orderLook(backend, order);
    }),
  );
}

/** What cuts connections at an age lets them live as long as the backend would: rule `ingress-outlasts`. */
export function lookAtIngress(subject: Subject): Look {
  const { branch, backend, contract } = subject;
  const pairs = ingressPairs(subject);
  if (pairs.length === 0) return notLooked("the contract bounds no times by others");
  if (backend === undefined) return notLooked("no files of backend");
  const bounds = pairs.map((pair) => atMostLook(pair, backend, { branch, ...inverted }));
  // A bound that is broken has been told with its figures.
  const sound = pairs.filter((_, at) => bounds[at]?.found.length === 0);
  const planned = Object.entries(contract.settings?.manifest ?? {}).flatMap(([key, plan]) => {
    const { name } = branch.rules.of(key);
    if (!sound.some(([, outer]) => outer === name)) return [];
    return [planLook({ subject, deployable: backend, key: name, plan })];
  });
  return together([...bounds, ...planned]);
}

/** How a broken order is to be called. */
type Called = Pick<Finding, "cause">;

/** One pair of the contract's `atMost`, where both are set. */
export function atMostLook(
  pair: Pair,
  deployable: Deployable,
  { branch, cause }: Pick<Subject, "branch"> & Called,
): Look {
  const measuring = new Measuring(deployable, branch.rules);
  return orderLook(deployable, {
    measures: pair.map((key) => measuring.of(key)),
    sign: "≤",
    cause,
  });
}

interface Order extends Called {
  readonly measures: readonly Measure[];
  readonly sign: "<" | "≤";
}

function orderLook({ service }: Deployable, { measures, sign, cause }: Order): Look {
  const odd = measures.flatMap((measure) => (measure.kind === "odd" ? [measure.finding] : []));
  if (odd.length > 0) return looked(odd);
  const unseen = measures.flatMap((measure) => {
    if (measure.kind === "absent") return [`${measure.key}: no file says it`];
    return measure.kind === "hidden" ? [measure.because] : [];
  });
  if (unseen.length > 0) return notLooked(...unseen);
  const amounts = measures.flatMap((measure) => (measure.kind === "amount" ? [measure] : []));
  return looked(
    amounts.slice(1).flatMap((outer, at): readonly Finding[] => {
      const inner = amounts[at] as Amount;
      const broken = brokenOrder([inner, outer], sign);
      if (broken === undefined) return [];
      const remedy =
        sign === "<"
          ? `make ${inner.key} shorter than ${outer.key}`
          : `make ${outer.key} at least as great as ${inner.key}`;
      return [{ ...broken, cause, severity: "critical", service, remedy }];
    }),
  );
}
