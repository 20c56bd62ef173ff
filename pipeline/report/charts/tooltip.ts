import { type ReportData, trialLabel } from '../report-data/report-data.js';
import { valueText } from '../report-data/verdict.js';
import { objectiveColumns } from './columns.js';

/** Tooltips are HTML and what they tell comes from users. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export interface TooltipRow {
  readonly label: string;
  readonly value: string;
}

const mostParameters = 12;
const longestValue = 60;

export function renderTooltip(title: string, rows: readonly TooltipRow[]): string {
  const lines = rows.map(
    ({ label, value }) =>
      `<tr><td style="padding:1px 16px 1px 0;opacity:.7">${escapeHtml(cut(label))}</td>` +
      `<td style="text-align:right;font-variant-numeric:tabular-nums">${escapeHtml(cut(value))}</td></tr>`,
  );
  return `<div style="font-weight:600;margin-bottom:4px">${escapeHtml(cut(title))}</div><table style="border-spacing:0">${lines.join('')}</table>`;
}

/** What a point says of its trial: objectives and hyperparameters. */
export function trialTooltip(data: ReportData, index: number, more: readonly TooltipRow[] = []): string {
  const trial = data.trials[index];
  if (!trial) return '';
  const parameters = data.columns.filter(({ group }) => group === 'parameter');
  const rows = [...objectiveColumns(data), ...parameters.slice(0, mostParameters)].flatMap((column) => {
    const value = valueText(column, index);
    return value === '' ? [] : [{ label: column.name, value }];
  });
  const state = trial.state === 'COMPLETE' ? '' : ` · ${trial.state.toLowerCase()}`;
  return renderTooltip(`${trialLabel(trial)}${state}`, [...more, ...rows]);
}

/** `12 %`, a digit more below ten, and never 100 % of what is less. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  return share < 1 && share >= 0.995 ? '> 99 %' : `${Number((100 * share).toFixed(share < 0.1 ? 1 : 0))} %`;
}

const cut = (text: string) => (text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text);
