import type { RangeTestResult } from '../train/range-test.js';
import { renderCsv } from './render-csv.js';

/** learning-rate-range.csv: one row for each update of a range test. */
export function renderRangeCsv({ rates, losses, smoothed }: RangeTestResult): Promise<string> {
  return renderCsv(
    ['learning_rate', 'loss', 'smoothed_loss'],
    rates.map((rate, i) => [rate, losses[i], smoothed[i]]),
  );
}
