/** What came of one training of a search; both accuracies are 0 where it diverged. */
export interface SearchedTrial {
  readonly validation: number;
  readonly test: number;
}

/** The test accuracy of the trial a search recommends after its first `trials`: that of the best validation accuracy. */
export function testAccuracy(search: readonly SearchedTrial[], trials: number): number {
  const seen = search.slice(0, trials);
  return seen.reduce((best, trial) => (trial.validation > best.validation ? trial : best), { validation: -1, test: 0 })
    .test;
}

/** After how many trials a search recommends one of at least this test accuracy; infinite where it never does. */
export function trialsUntil(search: readonly SearchedTrial[], accuracy: number): number {
  const reached = search.findIndex((_, i) => testAccuracy(search, i + 1) >= accuracy);
  return reached < 0 ? Number.POSITIVE_INFINITY : reached + 1;
}

/** Mean and sample standard deviation, which of one value is not a number. */
export function meanAndSpread(values: readonly number[]): { readonly mean: number; readonly spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (values.length - 1)) };
}
