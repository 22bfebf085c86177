import { agreementOf } from "../agreement.ts";
import { placeOf } from "../compare.ts";
import { isBlank, settingOf, showValue } from "../setting.ts";
import { hiddenBecause } from "./hidden.ts";
import { type Look, looked, notLooked } from "./look.ts";
import type { Deployable, Subject } from "./subject.ts";

interface Planned {
  readonly subject: Subject;
  readonly deployable: Deployable;
  /** Plain name. */
  readonly key: string;
  readonly plan: string;
  /** The environment the plan is for, where it is for one alone. */
  readonly where?: string;
}

/** One key against its plan; a blank one is what `carries-required` speaks of. */
export function planLook({ subject, deployable, key, plan, where }: Planned): Look {
  const { service, set } = deployable;
  const { setting, shadowed = [] } = set.get(key) ?? {};
  if (setting === undefined || isBlank(setting.value)) return notLooked(`${key}: no file says it`);
  const hidden = hiddenBecause(setting);
  if (hidden !== undefined) return notLooked(`${key}: ${hidden}`);
  const { reading, severity } = subject.branch.rules.of(key);
  const agreement = agreementOf(setting.value, settingOf(key, plan, setting.from).value, reading);
  if (agreement.kind !== "different") return looked([]);
  const why = agreement.why === undefined ? "" : `: ${agreement.why}`;
  const before = shadowed.at(-1);
  const aside = before === undefined ? "" : `; it stands before ${placeOf(before.from)}`;
  const planned = settingOf(key, plan, setting.from).value;
  return looked([
    {
      because: `${key} says ${showValue(setting.value)}, planned${where === undefined ? "" : ` for ${where}`} is ${showValue(planned)}${why}${aside}`,
      ...{ cause: "manifest-unplanned", severity, service, key, from: setting.from },
      remedy: `set ${key} to ${showValue(planned)}, or change the plan in the contract`,
    },
  ]);
}
