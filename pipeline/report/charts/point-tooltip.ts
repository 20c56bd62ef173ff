import type { EChartsOption } from 'echarts';
import type { ReportData } from '../report-data/report-data.js';
import { baseOption } from './base-option.js';
import type { ChartTheme } from './chart-theme.js';
import { trialTooltip } from './tooltip.js';
import { pointIndex } from './trial-point.js';

/** Of a chart whose points are trials: what a point says of its trial. */
export const pointTooltip = (data: ReportData, theme: ChartTheme): EChartsOption['tooltip'] => ({
  ...baseOption(theme).tooltip,
  trigger: 'item',
  formatter: (item: unknown) => trialTooltip(data, pointIndex(item)),
});
