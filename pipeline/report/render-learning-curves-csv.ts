import type { TrialRecord } from '../study/trial.js';
import { scoreOf, type TaskKind } from './score-of.js';

/**
 * learning-curves.csv: one row per trial and epoch, trials in the order of their numbers; pruned and failed ones included. In
 * parts, one for each trial.
 */
export function* renderLearningCurvesCsv(trials: readonly TrialRecord[], task: TaskKind): Generator<string> {
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
  yield `${columns.join()}\n`;
  for (const trial of [...trials].sort((a, b) => a.number - b.number)) yield renderCurve(trial);
}

/** Numbers and truth values have nothing to be quoted, and of a large study there are millions. */
function renderCurve({ number, state, curve }: TrialRecord): string {
  const lines = curve.map((record, index) => {
    const { epoch, learningRate, trainLoss, trainScore, validationLoss, validationScore, seconds } = record;
    const pruned = state === 'PRUNED' && index === curve.length - 1;
    return `${number},${epoch},${learningRate},${trainLoss},${trainScore},${validationLoss},${validationScore},${seconds},${pruned}\n`;
  });
  return lines.join('');
}
