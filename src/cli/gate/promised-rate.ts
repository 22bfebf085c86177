import { ConfigurationError, explain } from "../../ground/errors.ts";
import { fixedSample } from "../../harness/gate/rates/fixed-sample.ts";
import {
  defaultErrors,
  type RateTarget,
  rateTargetOf,
} from "../../harness/gate/rates/rate-targets.ts";
import { rateProven } from "../../harness/gate/rates/sequential-test.ts";

/** How often a decision may be wrong either way. */
interface RateErrors {
  readonly alpha: number;
  readonly beta: number;
}

/**
 * How a promised rate is tested.
 *
 * @throws {@link ConfigurationError} for a rate that cannot be: of 0, or so near 1 that no sample would do
 */
export function promisedRate(
  name: string,
  rate: number,
  errors: RateErrors = defaultErrors,
): RateTarget {
  try {
    const usual = rateTargetOf(name, rate);
    return isUsual(errors) ? usual : patient(usual, errors);
  } catch (cause) {
    const rule = `must be a rate that can be tested: ${explain(cause)}`;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(`targets.${name} of the contract`, rule, { cause });
  }
}

function isUsual({ alpha, beta }: RateErrors): boolean {
  return alpha === defaultErrors.alpha && beta === defaultErrors.beta;
}

/** Whoever wants to be surer has to look for longer: the usual patience is for the usual errors. */
function patient(target: RateTarget, { alpha, beta }: RateErrors): RateTarget {
  if ("samples" in target) {
    const proven = rateProven(target.samples, 1 - defaultErrors.alpha);
    return { ...target, samples: Math.ceil(Math.log(alpha) / Math.log(proven) - 1e-9) };
  }
  const { p0, target: p1, mostTrials } = target;
  const usual = fixedSample({ p0, p1, ...defaultErrors }).trials;
  const { trials } = fixedSample({ p0, p1, alpha, beta });
  return { ...target, mostTrials: Math.ceil((mostTrials * trials) / usual) };
}
