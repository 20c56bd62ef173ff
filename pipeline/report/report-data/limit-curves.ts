import type { Curve, CurveTable } from './report-data.js';
import type { DescribedTrial } from './study-description.js';

/** More make a page slow to open, and cannot be told apart in a picture; about 3 MB of JSON. */
export const mostCurveNumbers = 300_000;

/** Digits that a curve in a picture needs; learning-curves.csv has them all. */
const digits = 6;

/** The curves of the best trials, as many as a page has room for. */
export function limitCurves(series: readonly string[], step: string, trials: readonly DescribedTrial[]): CurveTable {
  const byTrial: Record<number, Curve> = {};
  let numbers = 0;
  let omitted = 0;
  for (const { number, curve } of trials) {
    if (curve.length === 0) continue;
    numbers += curve.length * series.length;
    if (numbers > mostCurveNumbers) {
      omitted += 1;
      continue;
    }
    byTrial[number] = {
      steps: curve.map((point) => point.step),
      values: series.map((_, index) => curve.map((point) => short(point.values[index] ?? Number.NaN))),
    };
  }
  return { series, step, byTrial, omitted };
}

const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : value);
