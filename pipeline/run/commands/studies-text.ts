import { printableLine } from '../../printable.js';
import { formatNumber } from '../../report/format-number.js';
import { renderJson } from '../../store/render-json.js';
import type { StudySummary } from '../../store/stored-trial.js';
import { isParameterValue } from '../../store/system-attributes.js';
import { formatParameterValue } from '../progress/format-value.js';
import type { DescribedStudy, DescribedTrial } from './studies-export.js';

/** The studies of a storage as a table. */
export function renderStudies(studies: readonly StudySummary[]): string {
  return renderTable([
    ['study', 'directions', 'complete', 'pruned', 'failed', 'running', 'waiting', 'started (UTC)', 'finished (UTC)'],
    ...studies.map(({ name, directions, trials, started, finished }) => [
      name,
      directions.join(', '),
      String(trials.COMPLETE),
      String(trials.PRUNED),
      String(trials.FAIL),
      String(trials.RUNNING),
      String(trials.WAITING),
      formatTime(started),
      formatTime(finished),
    ]),
  ]);
}

/** A front may have any number of trials; the whole of it is in an export. */
const mostBest = 20;

export function renderStudy(study: DescribedStudy, storage: string): string {
  const { objectives, states, best } = study;
  const counts = [
    `${states.COMPLETE} complete`,
    `${states.PRUNED} pruned`,
    `${states.FAIL} failed`,
    `${states.RUNNING} running`,
    `${states.WAITING} waiting`,
  ];
  const facts = [
    ['study', study.name],
    ['storage', storage],
    ['objectives', objectives.map(({ name, direction }) => `${direction} ${name}`).join(', ')],
    ['trials', counts.join(', ')],
    ['started (UTC)', formatTime(study.started)],
    ['finished (UTC)', formatTime(study.finished)],
    ...Object.entries(study.userAttributes).map(([name, value]) => [name, renderJson(value)]),
  ];
  const heading = objectives.length > 1 ? 'trials that no other beats in all objectives:' : 'best trial:';
  const table = [
    ['trial', ...objectives.map(({ name }) => name), 'hyperparameters'],
    ...best.slice(0, mostBest).map(renderBest),
  ];
  return [
    renderTable(facts),
    '',
    ...(best.length > 0 ? [heading, renderTable(table)] : ['no trial is complete and feasible']),
    ...(best.length > mostBest ? [`and ${best.length - mostBest} more`] : []),
  ].join('\n');
}

function renderBest({ number, values, parameters }: DescribedTrial): readonly string[] {
  const settings = Object.entries(parameters).map(
    ([name, value]) => `${name} ${isParameterValue(value) ? formatParameterValue(value) : renderJson(value)}`,
  );
  return [String(number), ...values.map(formatNumber), settings.join(', ')];
}

/** Columns as wide as their cells; numbers to the right. */
function renderTable(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(printableLine));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, isNumeric(rows, column))).join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

const pad = (cell: string, width: number, right: boolean) => (right ? cell.padStart(width) : cell.padEnd(width));

const isNumeric = (rows: readonly (readonly string[])[], column: number) =>
  rows.length > 1 && rows.slice(1).every((row) => /^-?[\d.]+(e[+-]?\d+)?$|^-?Infinity$/.test(row[column] ?? ''));

const formatTime = (date: Date | undefined) => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '-';
