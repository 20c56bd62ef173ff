import type { ChartTheme } from './chart-theme.js';

/** What points are held against: a line from one place to another. */
export const dashedLine = (
  theme: ChartTheme,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
) => ({
  type: 'line' as const,
  symbol: 'none',
  silent: true,
  lineStyle: { color: theme.muted, type: 'dashed' as const, width: 1 },
  data: [[...from], [...to]],
});
