interface AxisPoint {
  /** Of its line. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** What a tooltip of `trigger: 'axis'` is told: the points of all lines at one place of the axis. */
export function axisPoints(items: unknown): readonly AxisPoint[] {
  const list: readonly unknown[] = Array.isArray(items) ? items : [];
  return list.flatMap((item): AxisPoint[] => {
    if (typeof item !== 'object' || item === null || !('seriesName' in item && 'value' in item)) return [];
    const value: readonly unknown[] = Array.isArray(item.value) ? item.value : [];
    return [{ name: String(item.seriesName), x: Number(value[0]), y: Number(value[1]) }];
  });
}
