import type { ObjectiveImportance } from '../rank/importance/study-importance.js';
import { renderCsv } from './render-csv.js';

/** importance.csv: one row per objective, method and hyperparameter, the most important first. */
export function renderImportanceCsv(found: readonly ObjectiveImportance[]): Promise<string> {
  return renderCsv(
    ['hyperparameter', 'objective', 'method', 'importance', 'n'],
    found.flatMap(({ objective, method, n, hyperparameters }) =>
      hyperparameters.map(({ hyperparameter, importance }) => [hyperparameter, objective, method, importance, n]),
    ),
  );
}
