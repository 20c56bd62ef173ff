import { expect, test } from 'vitest';
import type { Genotype } from '../../../models/cells/genotype.js';
import { operatorNames } from '../../../models/cells/operators.js';
import { randomGenotype } from '../../../models/index.js';
import { boxSize, drawCell, nodeRadius, operatorText, type Point } from '../../../pipeline/report/cells/draw-cell.js';
import { renderCellSvg } from '../../../pipeline/report/cells/render-cell-svg.js';

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const spanned = (a: Point, b: Point): Rectangle => ({
  left: Math.min(a.x, b.x),
  right: Math.max(a.x, b.x),
  top: Math.min(a.y, b.y),
  bottom: Math.max(a.y, b.y),
});
const meet = (a: Rectangle, b: Rectangle) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const segments = (points: readonly Point[]) => points.slice(1).map((point, i) => [points[i] as Point, point] as const);

test('boxes and nodes do not overlap, no wire passes one, and wires lie on each other only where they carry the same', () => {
  for (let seed = 0; seed < 40; seed++) {
    const genotype = randomGenotype(seed, { nodes: 1 + (seed % 5) });
    const { width, height, operators, nodes, wires, output } = drawCell(genotype, 'normal');
    const shapes: Rectangle[] = [
      ...operators.map(({ x, y }) => ({
        left: x,
        right: x + boxSize.width,
        top: y - boxSize.height / 2,
        bottom: y + boxSize.height / 2,
      })),
      ...nodes.map(({ x, y }) => ({
        left: x - nodeRadius,
        right: x + nodeRadius,
        top: y - nodeRadius,
        bottom: y + nodeRadius,
      })),
    ];
    for (const [i, shape] of shapes.entries()) {
      expect(shape.left >= 0 && shape.top >= 0 && shape.right < output.x && shape.bottom <= height).toBe(true);
      for (const other of shapes.slice(0, i)) expect(meet(shape, other)).toBe(false);
    }
    expect(output.x).toBeLessThan(width);
    const pieces = wires.flatMap(({ source, points }) => segments(points).map(([a, b]) => ({ source, a, b })));
    for (const { a, b } of pieces) {
      expect(a.x === b.x || a.y === b.y).toBe(true);
      for (const shape of shapes) expect(meet(spanned(a, b), shape)).toBe(false);
    }
    for (const [i, first] of pieces.entries()) {
      for (const second of pieces.slice(0, i)) {
        if (first.source === second.source) continue;
        const [p, q] = [spanned(first.a, first.b), spanned(second.a, second.b)];
        const [overX, overY] = [
          Math.min(p.right, q.right) - Math.max(p.left, q.left),
          Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top),
        ];
        expect(overX >= 0 && overY >= 0 && overX + overY > 0).toBe(false);
      }
    }
  }
});

test('every edge has its box, named and with its stride', () => {
  const genotype: Genotype = {
    normal: { nodes: [[{ from: 1, operator: 'dilated5x5' }]] },
    reduction: { nodes: [[{ from: 0, operator: 'averagePool3x3' }], [{ from: 2, operator: 'skip' }]] },
  };
  expect(drawCell(genotype, 'normal').operators.map(({ text }) => text)).toEqual(['dilated 5×5']);
  expect(drawCell(genotype, 'reduction').operators.map(({ text }) => text)).toEqual(['average pool 3×3 ↓2', 'skip']);
  expect(drawCell(genotype, 'reduction').wires.map(({ source }) => source)).toEqual([0, 2, undefined, undefined, 2, 3]);
  const svg = renderCellSvg(genotype, 'reduction');
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  for (const text of ['reduction cell', 'average pool 3×3 ↓2', 'cell before last']) expect(svg).toContain(`>${text}<`);
  expect(svg).not.toMatch(/NaN|undefined/);
});

test('names of operators in words', () => {
  expect(operatorNames.map(operatorText)).toEqual([
    'separable 3×3',
    'separable 5×5',
    'dilated 3×3',
    'dilated 5×5',
    'max pool 3×3',
    'average pool 3×3',
    'skip',
    'zero',
  ]);
});
