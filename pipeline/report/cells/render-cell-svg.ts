import type { Genotype } from '../../../models/cells/genotype.js';
import { type ChartTheme, lightTheme } from '../charts/chart-theme.js';
import { boxSize, drawCell, nodeRadius, type Point } from './draw-cell.js';

const titleHeight = 30;

/**
 * A cell of a genotype as an SVG picture, complete in itself: inputs on the left, the operator of every edge in a box, nodes as circles,
 * and the output on the right. Wires of one source have one colour; ↓2 marks operators of stride 2.
 */
export function renderCellSvg(genotype: Genotype, kind: keyof Genotype, theme: ChartTheme = lightTheme): string {
  const { width, height, inputs, operators, nodes, output, wires } = drawCell(genotype, kind);
  const colourOf = (source: number | undefined) =>
    source === undefined ? theme.muted : (theme.categories[source % theme.categories.length] ?? theme.muted);
  const path = (points: readonly Point[]) => points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
  const text = (x: number, y: number, value: string, style = '') =>
    `<text x="${x}" y="${y + 4}" fill="${theme.text}" ${style}>${value}</text>`;
  const full = height + titleHeight;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${full}" width="${width}" height="${full}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${kind} cell">`,
    `<rect width="${width}" height="${full}" fill="${theme.ground}"/>`,
    text(16, 18, `${kind} cell`, 'font-size="14" font-weight="600"'),
    `<g transform="translate(0 ${titleHeight})">`,
    ...wires.map(
      ({ source, points }) =>
        `<path d="${path(points)}" fill="none" stroke="${colourOf(source)}" stroke-width="1.6" stroke-linejoin="round"/>`,
    ),
    ...inputs.map(({ x, y, text: value }, i) => text(x, y, value, `font-weight="600" style="fill:${colourOf(i)}"`)),
    ...operators.flatMap(({ x, y, text: value }) => [
      `<rect x="${x}" y="${y - boxSize.height / 2}" width="${boxSize.width}" height="${boxSize.height}" rx="5" fill="${theme.ground}" stroke="${theme.muted}"/>`,
      text(x + boxSize.width / 2, y, value, 'text-anchor="middle"'),
    ]),
    ...nodes.flatMap(({ x, y, text: value }, i) => [
      `<circle cx="${x}" cy="${y}" r="${nodeRadius}" fill="${theme.ground}" stroke="${colourOf(i + 2)}" stroke-width="2"/>`,
      text(x, y, value, 'text-anchor="middle"'),
    ]),
    `<rect x="${output.x}" y="${output.from}" width="8" height="${output.to - output.from}" rx="3" fill="${theme.muted}"/>`,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}
