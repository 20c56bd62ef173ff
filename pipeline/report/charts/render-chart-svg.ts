import type { EChartsOption } from 'echarts';
import { init, use } from 'echarts/core';
import type { ReportData } from '../report-data/report-data.js';
import { type ChartDefinition, type Choices, firstChoices, isNothing } from './chart.js';
import { type ChartTheme, lightTheme } from './chart-theme.js';
import { echartsParts } from './echarts-parts.js';

export interface PictureOptions {
  /** Pixels. */
  readonly width?: number;
  readonly theme?: ChartTheme;
  readonly choices?: Choices;
}

/** A chart as an SVG picture on an opaque ground; undefined where there is nothing to show. */
export function renderChartSvg(
  chart: ChartDefinition,
  data: ReportData,
  { width = 760, theme = lightTheme, choices }: PictureOptions = {},
): string | undefined {
  if (!chart.isFor(data)) return undefined;
  const option = chart.draw(data, theme, { ...firstChoices(chart.controls?.(data) ?? []), ...choices });
  if (isNothing(option)) return undefined;
  return renderOptionSvg(option, {
    width: Math.max(width, chart.leastWidth?.(data) ?? 0),
    height: chart.height?.(data) ?? 320,
    ground: theme.ground,
  });
}

/** What ECharts draws, as an SVG picture of so many pixels. */
export function renderOptionSvg(
  option: EChartsOption,
  { width, height, ground }: { readonly width: number; readonly height: number; readonly ground: string },
): string {
  use(echartsParts);
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawing.setOption({ ...option, backgroundColor: ground });
    return drawing.renderToSVGString();
  } finally {
    // Its clock would keep the process alive.
    drawing.dispose();
  }
}
