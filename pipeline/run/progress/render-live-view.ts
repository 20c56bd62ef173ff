import { formatNumber } from '../../report/format-number.js';
import { formatDuration } from './format-duration.js';
import { formatMetric, formatParameters } from './format-value.js';
import type { Paint, Style } from './paint.js';
import { finishedCount, fractionDone, type RunningTrial, type StudyProgress } from './study-progress.js';

interface Segment {
  readonly text: string;
  readonly style?: Style;
}

/** Below this share done an estimate of the time left would be noise. */
const smallestShareForEstimate = 0.02;
const longestBar = 30;

/** The view that is redrawn in place while a study runs; every line fits `columns`. */
export function renderLiveView(
  progress: StudyProgress,
  { now, columns, paint }: { readonly now: number; readonly columns: number; readonly paint: Paint },
): string {
  const lines = [
    studyLine(progress, now, columns),
    ...[...progress.running.values()].map(trialLine),
    ...(progress.benchmark ? [benchmarkLine(progress.benchmark)] : []),
    ...(progress.best ? [bestLine(progress)] : []),
  ];
  return lines.map((line) => clip(line, columns, paint)).join('\n');
}

function studyLine(progress: StudyProgress, now: number, columns: number): readonly Segment[] {
  const { study, trials, finished, startedAt, isPaused } = progress;
  const done = fractionDone(progress);
  const width = Math.max(0, Math.min(longestBar, columns - study.length - 50));
  const full = Math.round(done * width);
  const elapsed = (now - startedAt) / 1000;
  const left = done >= smallestShareForEstimate && done < 1 && !isPaused ? (elapsed * (1 - done)) / done : undefined;
  const others = finished.PRUNED + finished.FAIL;
  return [
    { text: study, style: 'bold' },
    { text: width > 0 ? ' ' : '' },
    { text: '█'.repeat(full), style: 'green' },
    { text: '░'.repeat(width - full), style: 'gray' },
    { text: ` ${finishedCount(progress)}/${trials} trials` },
    { text: others > 0 ? ` (${finished.PRUNED} pruned, ${finished.FAIL} failed)` : '', style: 'yellow' },
    { text: isPaused ? ', paused' : '', style: 'yellow' },
    { text: `  ${formatDuration(elapsed)}` },
    { text: left === undefined ? '' : `, about ${formatDuration(left)} left`, style: 'gray' },
  ];
}

function trialLine(trial: RunningTrial): readonly Segment[] {
  const { number, phase, last, parameters } = trial;
  const epochs = last ? ` epoch ${last.record.epoch}/${last.epochs}` : '';
  const values = last
    ? ` loss ${formatNumber(last.record.trainLoss)}, validation ${last.score} ${last.record.validationScore.toFixed(4)}`
    : '';
  return [
    { text: `  trial ${number}`, style: 'cyan' },
    { text: `${epochs || ` ${phase}`}${values}` },
    { text: epochs && phase !== 'training' ? ` (${phase})` : '' },
    { text: `  ${formatParameters(parameters)}`, style: 'gray' },
  ];
}

function benchmarkLine({ done, total }: NonNullable<StudyProgress['benchmark']>): readonly Segment[] {
  return [
    { text: '  benchmark', style: 'cyan' },
    { text: `: ${Math.round((100 * done) / total)} % of the timing done` },
  ];
}

function bestLine({ best, objective }: StudyProgress): readonly Segment[] {
  if (!best || !objective) return [];
  const value = `${objective.metric} ${formatMetric(objective.metric, best.metrics[objective.metric])}`;
  return [
    { text: `  best: trial ${best.number}, ${value}`, style: 'green' },
    { text: `  ${formatParameters(best.parameters)}`, style: 'gray' },
  ];
}

/** Cuts a line at the edge of the terminal: wrapped lines would break redrawing. Colours are added after cutting. */
function clip(line: readonly Segment[], columns: number, paint: Paint): string {
  let room = columns;
  let text = '';
  for (const segment of line) {
    const shown = [...segment.text].slice(0, room).join('');
    room -= [...shown].length;
    text += segment.style && shown ? paint(segment.style, shown) : shown;
  }
  return text;
}
