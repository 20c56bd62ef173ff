import { printableLine } from '../../printable.js';
import type { ReportData } from '../../report/report-data/report-data.js';
import { type LabelledValue, verdictOf, wholeValue } from '../../report/report-data/verdict.js';
import { bestRows, textColumns } from '../../report/summary/best-rows.js';
import { cutLine } from '../progress/cut-line.js';
import type { Paint } from '../progress/paint.js';
import { wrapLines } from '../progress/wrap-lines.js';

interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const fewestRows = 3;

/** A study on one screen: the verdict, the best trials with their curves, what to try next. Every line fits the screen. */
export function renderShow(data: ReportData, { columns, rows, paint }: Screen): readonly string[] {
  const { best, problem, tally, next } = verdictOf(data);
  const aims = data.objectives.map(({ name, direction }) => `${direction} ${name}`).join(', ');
  const above = [
    paint('bold', cutText(data.name, columns)),
    paint('gray', cutText([data.status, tally, aims].filter((part) => part !== '').join(' · '), columns)),
    '',
    ...(best
      ? [
          paint('green', cutText(`best: ${best.label}, ${list(best.objectives)}`, columns)),
          ...(best.cost.length > 0 ? [cutText(`      to serve: ${list(best.cost)}`, columns)] : []),
        ]
      : [paint('yellow', problem)]),
    '',
  ];
  const below = next.flatMap((text) => wrapLines(`- ${printableLine(text)}`, columns));
  const room = rows - above.length - below.length - 5;
  const table = renderBest(data, Math.max(fewestRows, room)).map((line) => cutLine(line, columns));
  return [...above, ...table, ...(below.length > 0 ? ['', paint('bold', 'what to try next'), ...below] : [])];
}

function renderBest(data: ReportData, most: number): readonly string[] {
  const { header, rows, others, notes } = bestRows(data, most);
  if (rows.length === 0) return [];
  const lines = [header, ...rows].map((cells) => cells.map(printableLine));
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const isText = header.map((name) => textColumns.has(name));
  const pad = (cell: string, column: number) =>
    isText[column] ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return [
    ...lines.map((cells) => cells.map(pad).join('  ').trimEnd()),
    ...(others > 0 ? [`(${others} more complete)`] : []),
    ...notes,
  ];
}

const list = (values: readonly LabelledValue[]) =>
  values.map((one) => `${one.label} ${wholeValue(one) || '-'}`).join(', ');

const cutText = (text: string, columns: number) => cutLine(printableLine(text), columns);
