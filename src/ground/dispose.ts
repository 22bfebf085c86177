/**
 * Takes every step, whatever the ones before did.
 *
 * @throws {AggregateError} with every failure, in order, once all steps were taken
 */
export async function takeAll(
  steps: readonly (() => Promise<void>)[],
  what: string,
): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, what);
}
