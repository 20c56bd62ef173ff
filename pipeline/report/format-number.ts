/** Four significant digits; scientific where a plain number would be long. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** A value with its unit: `412.5 kB`, `1.24 ms`, `0.9863` of a share, `1,340,000/s`. */
export function formatValue(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return String(value);
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'share') return value.toFixed(4);
  if (unit === '1/s') return `${Number(value.toPrecision(4)).toLocaleString('en-US')}/s`;
  return unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

type Interval = readonly [low: number, high: number];

/** `0.498 to 0.53` */
export const intervalText = ([low, high]: Interval): string => `${formatNumber(low)} to ${formatNumber(high)}`;

/** `0.512 ms (0.498 to 0.53)`: a measured value and the ends of its interval, in the same unit. */
export const withInterval = (value: string, interval: Interval | null | undefined): string =>
  interval ? `${value} (${intervalText(interval)})` : value;

/** `0.512 ms ±3 %`, for narrow tables: half of the interval's width as a share of its middle. */
export const withMargin = (value: string, interval: Interval | null | undefined): string =>
  interval ? `${value} ±${marginText(interval)}` : value;

function marginText([low, high]: Interval): string {
  const percent = (100 * (high - low)) / (high + low);
  return `${percent < 9.5 ? Number(percent.toPrecision(1)) : Math.round(percent)} %`;
}
