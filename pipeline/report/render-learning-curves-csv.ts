import type { TrialRecord } from '../study/trial.js';
import { renderCsv } from './render-csv.js';
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
  const rows = [...trials]
    .sort((a, b) => a.number - b.number)
    .flatMap((trial) =>
      trial.curve.map((record, index) => [
        trial.number,
        record.epoch,
        record.learningRate,
        record.trainLoss,
        record.trainScore,
        record.validationLoss,
        record.validationScore,
        record.seconds,
        trial.state === 'PRUNED' && index === trial.curve.length - 1,
      ]),
    );
  return renderCsv(columns, rows);
}
