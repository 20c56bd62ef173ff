const blocks = '▁▂▃▄▅▆▇█';

/**
 * A curve as one line of text, `▁▃▆▇█`. What is not finite is a blank.
 * @param range what the lowest and the highest block stand for, so that curves can be compared
 * @param length characters; a longer curve is thinned, its end is always there
 */
export function sparkline(values: readonly number[], range: readonly [low: number, high: number], length = 12): string {
  const [low, high] = range;
  return thin(values, length)
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      const share = high > low ? (value - low) / (high - low) : 0.5;
      return blocks[Math.round(Math.min(1, Math.max(0, share)) * (blocks.length - 1))] ?? ' ';
    })
    .join('');
}

/** The least and the greatest finite number; `[0, 1]` where there is none. */
export function rangeOf(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0
    ? [0, 1]
    : [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
}

function thin(values: readonly number[], length: number): readonly number[] {
  if (values.length <= length) return values;
  return Array.from({ length }, (_, i) => values[Math.round((i * (values.length - 1)) / (length - 1))] ?? Number.NaN);
}
