import { printable } from '../../printable.js';
import { formatNumber } from '../../report/format-number.js';
import type { Objective } from '../../study/objective.js';
import { describeInitialisation } from '../../train/initialisation-check/describe-initialisation.js';
import type { StudyEvent } from '../events.js';
import { formatParameters } from './format-value.js';
import type { Paint } from './paint.js';
import { renderSummary } from './render-summary.js';
import { renderTrialLine } from './render-trial-line.js';

/**
 * What a log file gets to see of an event: nothing, one line, or the final table.
 * @param columns the width of a terminal, which tables and lists of hyperparameters are cut to; a file has none
 */
export function renderPlainLines(
  event: StudyEvent,
  objectives: readonly Objective[],
  paint: Paint,
  columns?: number,
): readonly string[] {
  switch (event.type) {
    case 'study-started': {
      const { study, trials, workers, engine, seed } = event;
      return [`study ${study}: ${count(trials, 'trial')}, ${count(workers, 'worker')}, engine ${engine}, seed ${seed}`];
    }
    case 'sampler-chosen':
      return [`sampler ${event.explanation}`];
    case 'warm-start':
      return [renderWarmStart(event)];
    case 'study-resumed': {
      const { storage, finished, again } = event;
      const { COMPLETE, PRUNED, FAIL } = finished;
      const rest = again === 0 ? '' : `, ${again} run again`;
      return [`resumed from ${storage}: ${COMPLETE} complete, ${PRUNED} pruned, ${FAIL} failed${rest}`];
    }
    case 'study-paused':
      return ['paused: no trial begins before the study is continued where it was paused, in `ortune dashboard`'];
    case 'study-continued':
      return ['continued'];
    case 'trial-enqueued':
      return [`enqueued: ${formatParameters(event.parameters) || 'a trial that the sampler chooses'}`];
    case 'trial-started':
      return [`trial ${event.trial} started: ${formatParameters(event.parameters) || 'no hyperparameters'}`];
    case 'epoch': {
      const { trial, epochs, score, record } = event;
      const values = [
        `loss ${formatNumber(record.trainLoss)}`,
        `${score} ${record.trainScore.toFixed(4)}`,
        `validation loss ${formatNumber(record.validationLoss)}`,
        `validation ${score} ${record.validationScore.toFixed(4)}`,
      ];
      return [`trial ${trial} epoch ${record.epoch}/${epochs}: ${values.join(', ')}`];
    }
    case 'initialisation':
      return renderInitialisation(event, paint);
    case 'phase':
    case 'benchmark-progress':
      return [];
    case 'trial-finished':
      return [renderTrialLine(event.trial, event.best, objectives, paint, columns)];
    case 'benchmark-started':
      return [`benchmark: ${count(event.candidates, 'model')}, one after the other on the quiet machine`];
    case 'output':
      return [event.line];
    case 'warning':
      return [`${paint('yellow', 'warning')}: ${printable(event.message)}`];
    case 'study-finished':
      return renderSummary(event, paint, columns);
  }
}

function renderInitialisation(
  { trial, layers }: Extract<StudyEvent, { type: 'initialisation' }>,
  paint: Paint,
): readonly string[] {
  const bad = layers.filter(({ verdict }) => verdict !== 'healthy').length;
  if (bad === 0) return [];
  const found = `${describeInitialisation(layers)}, ${bad} of ${count(layers.length, 'layer')} not healthy`;
  return [`${paint('yellow', 'warning')}: trial ${trial} before training: ${found}; see initialisation.csv`];
}

function renderWarmStart({ source, used, skipped }: Extract<StudyEvent, { type: 'warm-start' }>): string {
  const reasons = Object.entries(skipped).map(([why, n]) => `${n} ${why}`);
  const total = Object.values(skipped).reduce((sum, n) => sum + n, 0);
  const rest = total === 0 ? '' : `; ${total} skipped: ${reasons.join(', ')}`;
  return `warm start from ${source}: ${count(used, 'trial')} used${rest}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
