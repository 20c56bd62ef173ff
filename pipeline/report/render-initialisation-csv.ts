import type { TrialRecord } from '../study/trial.js';
import { renderCsv } from './render-csv.js';

/** initialisation.csv: one row per trial and layer before training, trials in the order of their numbers. */
export function renderInitialisationCsv(trials: readonly TrialRecord[]): Promise<string> {
  const rows = [...trials]
    .sort((a, b) => a.number - b.number)
    .flatMap(({ number, initialisation = [] }) =>
      initialisation.map(({ layer, activation, mean, std, saturated, dead, gradientNorm, verdict }) => [
        number,
        layer,
        activation,
        mean,
        std,
        saturated,
        dead,
        gradientNorm,
        verdict,
      ]),
    );
  return renderCsv(
    ['trial', 'layer', 'activation', 'mean', 'std', 'saturated', 'dead', 'gradient_norm', 'verdict'],
    rows,
  );
}
