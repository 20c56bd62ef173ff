import type { TrialRecord } from '../study/trial.js';
import { type Cell, renderCsv } from './render-csv.js';
import { scoreOf, type TaskKind } from './score-of.js';

/** learning-curves.csv: one row per trial and epoch, trials in the order of their numbers; pruned and failed ones included. */
export function renderLearningCurvesCsv(trials: readonly TrialRecord[], task: TaskKind): Promise<string> {
  const score = scoreOf(task);
  const columns = [
    'trial',
    'epoch',
    'learning_rate',
    'train_loss',
    `train_${score}`,
    'validation_loss',
    `validation_${score}`,
    'seconds',
    'pruned',
  ];
  return renderCsv(columns, curveRows([...trials].sort((a, b) => a.number - b.number)));
}

function* curveRows(trials: readonly TrialRecord[]): Generator<readonly Cell[]> {
  for (const { number, state, curve } of trials) {
    for (const [index, record] of curve.entries()) {
      yield [
        number,
        record.epoch,
        record.learningRate,
        record.trainLoss,
        record.trainScore,
        record.validationLoss,
        record.validationScore,
        record.seconds,
        state === 'PRUNED' && index === curve.length - 1,
      ];
    }
  }
}
