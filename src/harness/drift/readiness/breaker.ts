import type { Reading } from "../../../contract/keys/quantity.ts";
import { breakerPairs, isBreakerKey } from "./key-groups.ts";
import { type Look, looked, notLooked, together } from "./look.ts";
import { type Amount, Measuring } from "./measure.ts";
import { atMostLook } from "./order.ts";
import type { Deployable, Subject } from "./subject.ts";

/** A pause is no time limit: turned round, it is only not what anybody planned. */
const cause = "manifest-unplanned";

/** Some breakers count failures, others how many of a hundred calls fail. */
const shareName = /(^|_)(rate|ratio|share|error|errors|percent|percentage)_threshold$/;

interface Sense {
  readonly isMeant: (name: string) => boolean;
  readonly reading: (said: Reading) => Reading;
  readonly holds: (amount: number) => boolean;
  /** What it must be, as the end of a sentence. */
  readonly rule: string;
}

/** What a breaker's settings must be to be a breaker's. */
const senses: readonly Sense[] = [
  {
    isMeant: (name) => shareName.test(name),
    reading: () => ({ kind: "number" }),
    holds: (amount) => amount > 0 && amount <= 100,
    rule: "a share of calls: up to 1, or up to 100 per cent",
  },
  {
    isMeant: (name) => name.endsWith("threshold"),
    reading: () => ({ kind: "number" }),
    holds: (amount) => Number.isInteger(amount) && amount >= 1,
    rule: "a whole number from 1: it counts failures",
  },
  {
    isMeant: (name) =>
      /(recovery|reset)(_\w+)?_(timeout|delay|interval|seconds|ms)$|_delay$/.test(name),
    reading: (said) => (said.kind === "duration" ? said : { kind: "duration" }),
    holds: (amount) => amount > 0,
    rule: "longer than nothing: it is a pause",
  },
];

/** A circuit breaker's settings can be one's, wherever they are named: rule `breaker-sane`. */
export function lookAtBreaker(subject: Subject): Look {
  if (subject.deployables.length === 0) return notLooked("no files");
  const looks = subject.deployables.flatMap((deployable) => {
    const names = deployable.set.names.filter(isBreakerKey);
    if (names.length === 0) return [];
    const pairs = breakerPairs(subject).filter((pair) => pair.some((name) => names.includes(name)));
    return [
      ...names.flatMap((name) => senseLooks(name, deployable, subject)),
      ...pairs.map((pair) => atMostLook(pair, deployable, { branch: subject.branch, cause })),
    ];
  });
  return looks.length === 0 ? notLooked("no file names a breaker's settings") : together(looks);
}

function senseLooks(name: string, deployable: Deployable, { branch }: Subject): readonly Look[] {
  const sense = senses.find(({ isMeant }) => isMeant(name));
  if (sense === undefined) return [];
  const { rules } = branch;
  if (isPerCent(name, deployable)) return [looked([])];
  const measure = new Measuring(deployable, rules).of(name, sense.reading(rules.of(name).reading));
  if (measure.kind === "absent") return [];
  if (measure.kind === "hidden") return [notLooked(measure.because)];
  if (measure.kind === "odd") return [looked([measure.finding])];
  return [sense.holds(measure.amount) ? looked([]) : senseless(measure, deployable, sense)];
}

/** `50%` is no number, and says what it means. */
function isPerCent(name: string, { set }: Deployable): boolean {
  const value = set.get(name)?.setting.value;
  return (
    shareName.test(name) &&
    value?.kind === "text" &&
    /^\s*(100|[1-9]\d?)(\.\d+)?\s*%\s*$/.test(value.text)
  );
}

function senseless(
  { key, figure, setting }: Amount,
  { service }: Deployable,
  { rule }: Sense,
): Look {
  return looked([
    {
      because: `${key} is ${figure}, and must be ${rule}`,
      ...{ cause, severity: "major", service, key, from: setting.from },
      remedy: `set ${key} to what the plan has for this environment`,
    },
  ]);
}
