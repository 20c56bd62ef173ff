import { type MetricName, metrics, type Parameters, type ParameterValue } from '../../study/trial.js';

/** A metric's value for the terminal, with its unit: `0.9863`, `1.24 ms`, `412.5 kB`, `105,866`. */
export function formatMetric(name: MetricName, value: number | undefined): string {
  if (value === undefined) return '-';
  if (!Number.isFinite(value)) return String(value);
  const { unit } = metrics[name];
  if (unit === 'bytes') return formatBytes(value);
  if (/accuracy|r2|top1/.test(name)) return value.toFixed(4);
  if (Number.isInteger(value)) return `${value.toLocaleString('en-US')}${unit && ` ${unit}`}`;
  return `${formatNumber(value)}${unit && ` ${unit}`}`;
}

/** Four significant digits; scientific where a plain number would be long. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

export function formatParameters(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${formatParameterValue(value)}`)
    .join(', ');
}

export function formatParameterValue(value: ParameterValue): string {
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}
