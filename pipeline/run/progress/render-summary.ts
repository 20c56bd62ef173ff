import { isAbsolute, relative } from 'node:path';
import { percentileOf } from '../../rank/latency-ties.js';
import { withMargin } from '../../report/format-number.js';
import { latencyAttributes } from '../../report/report-data/latency-attributes.js';
import { latencyAttributeNames, sameGroupSentence } from '../../report/report-data/latency-columns.js';
import { rangeOf, sparkline } from '../../report/summary/sparkline.js';
import type { EndReason } from '../../study/end-reason.js';
import type { MetricName, TrialRecord } from '../../study/trial.js';
import { adviceOn } from '../../train/diagnosis/advice.js';
import type { StudyEvent } from '../events.js';
import { cutLine } from './cut-line.js';
import { formatDuration } from './format-duration.js';
import { formatMetric, formatParameters } from './format-value.js';
import type { Paint } from './paint.js';
import { shownMetrics } from './render-trial-line.js';

type StudyFinished = Extract<StudyEvent, { type: 'study-finished' }>;

/** How many of the best trials the terminal shows; ranking.csv has them all. */
const tableRows = 10;

/** And how many of the hyperparameters; importance.csv has them all. */
const mostImportant = 3;

const endings: Readonly<Record<EndReason, string>> = {
  complete: 'done',
  timeout: 'stopped by its time limit',
  interrupted: 'interrupted',
  exhausted: 'done: every point of the search space has been tried',
  'no-improvement': 'stopped for lack of improvement',
  target: 'stopped at its target',
  callback: 'stopped by a callback',
};

/**
 * The closing table of the best trials, what the best one reaches, and where the reports are.
 * @param columns the width of a terminal, which rows of the table are cut to; a file has none
 */
export function renderSummary(event: StudyFinished, paint: Paint, columns = Infinity): readonly string[] {
  const complete = event.ranking.filter((trial) => trial.state === 'COMPLETE');
  const lines = [
    `${event.study} ${endings[event.reason]} after ${formatDuration(event.seconds)}: ${tally(event.ranking)}`,
    ...(event.explanation === undefined ? [] : [`sampler ${event.explanation}`]),
  ];
  if (complete.length > 0) {
    const table = renderTable(event, complete.slice(0, tableRows));
    lines.push('', ...table.map((row) => cutLine(row, columns)), '');
  }
  if (complete.length > tableRows) lines.push(`(${complete.length - tableRows} more in ranking.csv)`);
  return [...lines, ...renderImportance(event).map((line) => cutLine(line, columns)), ...renderResult(event, paint)];
}

/** For each objective the hyperparameters that matter most, by fANOVA. */
function renderImportance({ importance = [] }: StudyFinished): readonly string[] {
  return importance.flatMap(({ objective, method, hyperparameters }) => {
    const top = hyperparameters.slice(0, mostImportant).filter((one) => one.importance >= 0.005);
    if (method !== 'fanova' || objective === 'pareto_rank' || top.length === 0) return [];
    const shares = top.map((one) => `${one.hyperparameter} ${Math.round(100 * one.importance)} %`);
    return [`most important for ${objective}: ${shares.join(', ')}`];
  });
}

/** The lines on the best trial and where the reports are: all that `--quiet` prints. */
export function renderResult({ best, ranking, report, resume }: StudyFinished, paint: Paint): readonly string[] {
  const reports = [
    ...(report === undefined ? [] : [`reports: ${asSeenFromHere(report)}`]),
    ...(resume === undefined ? [] : [`resume with: ${resume}`]),
  ];
  if (best)
    return [paint('bold', describeBest(best)), ...describeParameters(best), ...describeCurves(best), ...reports];
  const completed = ranking.some(({ state }) => state === 'COMPLETE');
  return [paint('yellow', completed ? 'no trial meets the constraints' : 'no trial completed'), ...reports];
}

function describeBest(best: TrialRecord): string {
  const score = 'validation.r2' in best.metrics ? 'r2' : 'accuracy';
  const label = score === 'r2' ? 'R2' : 'accuracy';
  const values = (['validation', 'test'] as const).map(
    (split) => `${split} ${label} ${formatMetric(`${split}.${score}`, best.metrics[`${split}.${score}`])}`,
  );
  return `best: trial ${labelOf(best)}, ${values.join(', ')}`;
}

function describeParameters({ parameters }: TrialRecord): readonly string[] {
  const text = formatParameters(parameters);
  return text === '' ? [] : [`      ${text}`];
}

/** What its learning curves say where something could be better. */
function describeCurves(trial: TrialRecord): readonly string[] {
  const advice = adviceOn(trial);
  return advice === '' ? [] : [`      ${trial.diagnosis}: ${advice}`];
}

function tableColumns(event: StudyFinished): readonly MetricName[] {
  const wanted: readonly MetricName[] = [
    ...shownMetrics(event.objectives),
    'test.accuracy',
    'test.r2',
    'model.bytes',
    'parity.maxAbs',
    'latency.p90',
  ];
  return [...new Set(wanted)].filter((name) => event.ranking.some((trial) => trial.metrics[name] !== undefined));
}

function renderTable(event: StudyFinished, trials: readonly TrialRecord[]): readonly string[] {
  const columns = tableColumns(event);
  const groups = latencyAttributes(event.ranking, event).map((attributes) => attributes[latencyAttributeNames.group]);
  const groupOf = (trial: TrialRecord) => String(groups[event.ranking.indexOf(trial)] ?? '');
  const hasGroups = trials.some((trial) => groupOf(trial) !== '');
  const range = rangeOf(trials.flatMap(validationScores));
  const hasCurves = trials.some(({ curve }) => curve.length > 1);
  const header = [
    'rank',
    'trial',
    ...columns,
    ...(hasGroups ? [latencyAttributeNames.group] : []),
    ...(hasCurves ? ['curve'] : []),
  ];
  const rows = trials.map((trial, index) => [
    String(index + 1),
    labelOf(trial),
    ...columns.map((name) => measured(trial, name)),
    ...(hasGroups ? [groupOf(trial)] : []),
    ...(hasCurves ? [sparkline(validationScores(trial), range)] : []),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
  return [
    `${line(header)}  hyperparameters`,
    ...rows.map((row, index) => `${line(row)}  ${formatParameters(trials[index]?.parameters ?? {})}`),
    ...(hasGroups ? [sameGroupSentence] : []),
  ];
}

/** A metric with the margin of a latency. */
function measured({ metrics, timing }: TrialRecord, name: MetricName): string {
  const percentile = percentileOf[name];
  const interval = percentile && timing?.intervals[percentile];
  return withMargin(formatMetric(name, metrics[name]), interval && [interval.low, interval.high]);
}

const validationScores = ({ curve }: TrialRecord) => curve.map(({ validationScore }) => validationScore);

/** `3`, or `3 int8-static` of a variant. */
const labelOf = ({ number, variant }: TrialRecord) => (variant ? `${number} ${variant}` : String(number));

function tally(ranking: readonly TrialRecord[]): string {
  const trials = ranking.filter(({ variant }) => variant === undefined);
  const count = (state: TrialRecord['state']) => trials.filter((trial) => trial.state === state).length;
  return `${count('COMPLETE')} complete, ${count('PRUNED')} pruned, ${count('FAIL')} failed`;
}

/** A path as short as a user would type it; elsewhere than below the working directory it stays absolute. */
function asSeenFromHere(path: string): string {
  const here = relative(process.cwd(), path);
  return here === '' || here.startsWith('..') || isAbsolute(here) ? path : here;
}
