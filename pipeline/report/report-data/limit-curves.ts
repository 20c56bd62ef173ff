import type { Curve, CurveTable } from './report-data.js';
import type { DescribedTrial } from './study-description.js';

/** More make a page slow to open, and cannot be told apart in a picture; about 3 MB of JSON. */
export const mostCurveNumbers = 300_000;

/** Digits that a curve in a picture needs; learning-curves.csv has them all. */
const digits = 6;

/** The curves of the trials that run and of the best others, as many as a page has room for. */
export function limitCurves(series: readonly string[], step: string, trials: readonly DescribedTrial[]): CurveTable {
  const byTrial: Record<number, Curve> = {};
  let numbers = 0;
  const omitted: number[] = [];
  for (const { number, curve } of runningFirst(trials)) {
    if (curve.length === 0) continue;
    numbers += curve.length * series.length;
    if (numbers > mostCurveNumbers) {
      omitted.push(number);
      continue;
    }
    byTrial[number] = {
      steps: curve.map((point) => point.step),
      values: series.map((_, index) => curve.map((point) => short(point.values[index] ?? Number.NaN))),
    };
  }
  return { series, step, byTrial, omitted };
}

/** Whoever looks at a study that goes on looks at what runs. */
export const runningFirst = <Trial extends Pick<DescribedTrial, 'state'>>(
  trials: readonly Trial[],
): readonly Trial[] => [
  ...trials.filter(({ state }) => state === 'RUNNING'),
  ...trials.filter(({ state }) => state !== 'RUNNING'),
];

const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : value);
