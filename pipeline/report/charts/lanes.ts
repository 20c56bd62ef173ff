/**
 * The row of each interval such that those of one row do not overlap, with as few rows as possible: intervals are taken in the
 * order of their starts, each into the first row that is free.
 */
export function laneOf(intervals: readonly { readonly start: number; readonly end: number }[]): readonly number[] {
  const lanes = intervals.map(() => 0);
  const free: number[] = [];
  const order = intervals.map((_, i) => i).sort((a, b) => (intervals[a]?.start ?? 0) - (intervals[b]?.start ?? 0));
  for (const i of order) {
    const { start = 0, end = 0 } = intervals[i] ?? {};
    const found = free.findIndex((from) => from <= start);
    const lane = found < 0 ? free.length : found;
    free[lane] = end;
    lanes[i] = lane;
  }
  return lanes;
}
