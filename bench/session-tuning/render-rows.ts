import { describeRatio } from '../../pipeline/benchmark/compare-latencies.js';
import type { SessionOptions } from '../../pipeline/benchmark/timed-session.js';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import { textTable } from '../text-table.js';
import type { TunedRow } from './tune-and-check.js';

export function renderRows(rows: readonly TunedRow[]): string {
  return textTable(
    [
      ['network', 'objective', 'options', 'of the defaults', 'measured again', 'minutes'],
      ...rows.map(({ network, objective, options, tuned, checked, minutes }) => [
        network,
        objective,
        describeOptions(options),
        tuned ? describeRatio(tuned) : '',
        describeRatio(checked),
        minutes.toFixed(1),
      ]),
    ],
    3,
  );
}

export function renderRowsCsv(rows: readonly TunedRow[]): Promise<string> {
  const columns = [
    'network',
    'objective',
    'options',
    'ratio',
    'low',
    'high',
    'again',
    'again_low',
    'again_high',
    'rounds',
    'minutes',
  ];
  return renderCsv(
    columns,
    rows.map(({ network, objective, options, tuned, checked, checkedRounds, minutes }) => [
      network,
      objective,
      JSON.stringify(options),
      tuned?.ratio,
      tuned?.interval?.low,
      tuned?.interval?.high,
      checked.ratio,
      checked.interval?.low,
      checked.interval?.high,
      checkedRounds,
      minutes,
    ]),
  );
}

function describeOptions({ extra = {}, ...plain }: SessionOptions): string {
  const all = Object.entries({ ...plain, ...extra });
  return all.length === 0 ? 'defaults' : all.map(([name, value]) => `${name} ${value}`).join(', ');
}
