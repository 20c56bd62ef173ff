import { UsageError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { RunningTrial, StepReport } from './study-trial.js';

/**
 * What a trial says of itself at `step`. A number alone is that of the first objective: the others may only be known at
 * its end. @throws UsageError where the step is not a whole number from 1, or the values are not numbers, one per objective
 */
export function readReport(step: number, given: number | readonly number[], objectives: number): StepReport {
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new UsageError(`\`step\`: must be a whole number, counted from 1, got ${quoteValue(step)}`);
  }
  const values = typeof given === 'number' ? [given] : given;
  const isComplete = Array.isArray(values) && values.every((value) => typeof value === 'number');
  if (!isComplete || (typeof given !== 'number' && values.length !== objectives)) {
    const expected = objectives === 1 ? 'one number' : `${objectives} numbers, or that of the first objective alone`;
    throw new UsageError(`a trial of this study reports ${expected}, got ${quoteValue(given)}`);
  }
  return { step, values: [...values] };
}

/** The trial with one more report, in the order of the steps; the same trial where the step was reported before. */
export function withReport(trial: RunningTrial, report: StepReport): RunningTrial {
  const { reports } = trial;
  // Nearly always the last step: looked for from the end.
  const before = reports.findLastIndex(({ step }) => step <= report.step);
  if (reports[before]?.step === report.step) return trial;
  return { ...trial, reports: reports.toSpliced(before + 1, 0, report) };
}
