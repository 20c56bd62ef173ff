import type { Analysis } from '../../analyze/analysis.js';
import { mostConfused } from '../../analyze/confusion.js';
import { percent } from '../charts/tooltip.js';
import { formatNumber } from '../format-number.js';
import type { LabelledValue } from './verdict.js';

/** What there is to say in a word of what the best network does. */
export function networkFacts({ samples, unusable, predictions, features }: Analysis): readonly LabelledValue[] {
  const facts: LabelledValue[] = [];
  if (unusable > 0) facts.push({ label: 'without a finite output', value: `${unusable} of ${samples}` });
  if (predictions?.kind === 'classification') {
    const { classes, confusion, calibration, mistakes } = predictions;
    const total = samples - unusable;
    const share = mistakes === 0 ? `none of ${total}` : `${mistakes} of ${total}, ${percent(mistakes / total)}`;
    facts.push({ label: 'mistakes', value: share });
    const [worst] = mostConfused(confusion);
    if (worst) {
      const [actual, predicted, count] = worst;
      const pair = `${classes[actual] ?? ''} taken for ${classes[predicted] ?? ''}`;
      facts.push({ label: 'most often confused', value: `${pair}, ${count === 1 ? 'once' : `${count} times`}` });
    }
    facts.push({ label: 'expected calibration error', value: percent(calibration.error) });
  }
  if (predictions?.kind === 'regression') {
    for (const { name, r2, rmse, mae, bias } of predictions.targets) {
      const of = predictions.targets.length > 1 ? ` of ${name}` : '';
      facts.push(
        { label: `R2${of}`, value: formatNumber(r2) },
        { label: `root mean squared error${of}`, value: formatNumber(rmse) },
        { label: `mean absolute error${of}`, value: formatNumber(mae) },
        { label: `mean residual${of}`, value: formatNumber(bias) },
      );
    }
  }
  const needed = features?.features.filter(({ drop, spread }) => drop > spread).slice(0, mostFeatures) ?? [];
  if (needed.length > 0) facts.push({ label: 'needs most', value: needed.map(({ name }) => name).join(', ') });
  return facts;
}

const mostFeatures = 3;
