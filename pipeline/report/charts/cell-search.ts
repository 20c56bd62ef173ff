import { formatNumber } from '../format-number.js';
import { type ReportData, tableOf } from '../report-data/report-data.js';
import { axisPoints } from './axis-points.js';
import { baseOption, legend, xAxis, yAxis } from './base-option.js';
import type { ChartDefinition } from './chart.js';
import { percent, renderTooltip } from './tooltip.js';

const entropies = 'entropy';

export const cellSearchChart: ChartDefinition = {
  title: 'Search of the cell',
  caption:
    'How the architecture search came to its decisions, epoch by epoch: the entropy of every edge, ln of the number of operators where none is preferred and 0 where one is certain; or the probabilities of the operators of an edge. Nodes count from 2, after the two inputs of a cell.',
  isWide: true,
  height: () => 380,
  isFor: (data) => rowsOf(data).length > 0,
  controls(data) {
    const edges = [...new Set(rowsOf(data).map(edgeOf))];
    const cells = [...new Set(rowsOf(data).map(({ cell }) => cell))];
    return [
      {
        name: 'show',
        label: 'Show',
        options: [
          ...cells.map((cell) => ({ value: `${entropies}:${cell}`, label: `entropy of the edges of a ${cell} cell` })),
          ...edges.map((edge) => ({ value: edge, label: `operators, ${edge}` })),
        ],
      },
    ];
  },
  draw(data, theme, { show = '' }) {
    const rows = rowsOf(data);
    const epochs = [...new Set(rows.map(timeOf))];
    const isEntropy = show.startsWith(`${entropies}:`);
    const shown = rows.filter((row) => (isEntropy ? `${entropies}:${row.cell}` === show : edgeOf(row) === show));
    const names = [...new Set(shown.map((row) => (isEntropy ? shortEdge(row) : row.operator)))];
    const pointsOf = (name: string) => {
      const own = shown.filter((row) => (isEntropy ? shortEdge(row) : row.operator) === name);
      const byEpoch = new Map(own.map((row) => [timeOf(row), isEntropy ? row.entropy : row.probability]));
      return epochs.flatMap((time, i) => {
        const value = byEpoch.get(time);
        return value === undefined ? [] : [[i + 1, value]];
      });
    };
    if (shown.length === 0) return { nothing: 'There is no such edge.' };
    return {
      ...baseOption(theme),
      grid: { ...baseOption(theme).grid, top: 46 },
      legend: { ...legend(theme), left: 0, top: 0 },
      tooltip: {
        ...baseOption(theme).tooltip,
        trigger: 'axis',
        formatter: (items: unknown) => describe(items, isEntropy ? formatNumber : percent),
      },
      xAxis: { ...xAxis(theme, { name: 'epoch of the search, all stages' }), minInterval: 1 },
      yAxis: {
        ...yAxis(theme, {
          name: isEntropy ? 'entropy, nats' : 'probability',
          format: isEntropy ? formatNumber : percent,
        }),
        min: 0,
        scale: false,
      },
      series: names.map((name, i) => {
        const color = theme.categories[i % theme.categories.length] ?? theme.accent;
        const round = Math.floor(i / theme.categories.length);
        return {
          type: 'line' as const,
          name,
          showSymbol: epochs.length === 1,
          // With more lines than colours, the second time round they are dashed.
          lineStyle: { color, width: 2, type: (['solid', 'dashed', 'dotted'] as const)[round] ?? 'solid' },
          itemStyle: { color },
          data: pointsOf(name),
        };
      }),
    };
  },
};

interface SearchRow {
  readonly stage: number;
  readonly epoch: number;
  readonly cell: string;
  readonly node: number;
  readonly from: number;
  readonly operator: string;
  readonly probability: number;
  readonly entropy: number;
}

const timeOf = ({ stage, epoch }: SearchRow) => `${stage} ${epoch}`;
const shortEdge = ({ node, from }: SearchRow) => `${from} → ${node + 2}`;
const edgeOf = (row: SearchRow) => `${row.cell} cell, ${shortEdge(row)}`;

function rowsOf(data: ReportData): readonly SearchRow[] {
  const { columns = [], rows = [] } = tableOf(data, 'architecture') ?? {};
  const at = Object.fromEntries(columns.map((name, place) => [name, place]));
  return rows.map((row) => {
    const cell = (name: string) => row[at[name] ?? -1];
    return {
      stage: Number(cell('stage')),
      epoch: Number(cell('epoch')),
      cell: String(cell('cell')),
      node: Number(cell('node')),
      from: Number(cell('from')),
      operator: String(cell('operator')),
      probability: Number(cell('probability')),
      entropy: Number(cell('entropy')),
    };
  });
}

function describe(items: unknown, format: (value: number) => string): string {
  const points = axisPoints(items).toSorted((a, b) => b.y - a.y);
  return renderTooltip(
    `epoch ${points[0]?.x ?? ''}`,
    points.map(({ name, y }) => ({ label: name, value: format(y) })),
  );
}
