import { printableLine } from '../../printable.js';
import { formatNumber, formatValue } from '../../report/format-number.js';
import { type MetricName, metrics, type Parameters, type ParameterValue } from '../../study/trial.js';

/** A metric's value for the terminal, with its unit: `0.9863`, `1.24 ms`, `412.5 kB`, `105,866`. */
export function formatMetric(name: MetricName, value: number | undefined): string {
  if (value === undefined) return '-';
  if (!Number.isFinite(value)) return String(value);
  const { unit } = metrics[name];
  if (unit === 'bytes') return formatValue(value, unit);
  if (/accuracy|r2|top1/.test(name)) return value.toFixed(4);
  if (Number.isInteger(value)) return `${value.toLocaleString('en-US')}${unit && ` ${unit}`}`;
  return formatValue(value, unit);
}

export function formatParameters(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${printableLine(name)} ${formatParameterValue(value)}`)
    .join(', ');
}

export function formatParameterValue(value: ParameterValue): string {
  return typeof value === 'number' ? formatNumber(value) : printableLine(String(value));
}
