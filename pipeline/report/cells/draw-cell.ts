import type { Genotype } from '../../../models/cells/genotype.js';
import type { OperatorName } from '../../../models/cells/operators.js';

/** A picture of a cell, pixels from the top left corner. Lines are at right angles and pass no box but the one they end at. */
export interface CellDrawing {
  readonly width: number;
  readonly height: number;
  /** The two inputs. */
  readonly inputs: readonly Label[];
  /** One for each edge: its operator. */
  readonly operators: readonly OperatorBox[];
  /** Sums of edges. */
  readonly nodes: readonly Label[];
  /** The concatenation of all nodes: a bar from the first to the last of them. */
  readonly output: { readonly x: number; readonly from: number; readonly to: number };
  readonly wires: readonly Wire[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Label extends Point {
  readonly text: string;
}

export interface OperatorBox extends Label {
  readonly operator: OperatorName;
}

/** From a source to a box, from a box to its node, or from a node to the output. */
export interface Wire {
  /** The input (0, 1) or node (2, ...) whose images it carries; none where it carries those of an edge. */
  readonly source?: number;
  readonly points: readonly Point[];
}

/** Of boxes, whose `x` and `y` are their left end and middle. */
export const boxSize = { width: 138, height: 26 };
export const nodeRadius = 13;

const margin = 16;
const inputWidth = 106;
const rowHeight = 36;
const bandGap = 14;
/** Between two wires that go down beside each other. */
const laneGap = 10;

/**
 * Each node has a band of rows of its own, one for each of its edges, and stands as far right as the longest way to it. What comes
 * from a source goes down in a lane behind it and into the band from the left, where nothing else is.
 */
export function drawCell(genotype: Genotype, kind: keyof Genotype): CellDrawing {
  const { nodes } = genotype[kind];
  const depths: number[] = [];
  for (const edges of nodes) {
    depths.push(Math.max(...edges.map(({ from }) => (from < 2 ? 0 : (depths[from - 2] ?? 0) + 1))));
  }
  const columns = Math.max(...depths) + 1;
  const sourceColumn = (source: number) => (source < 2 ? 0 : (depths[source - 2] ?? 0) + 1);
  const sources = Array.from({ length: nodes.length + 2 }, (_, source) => source);
  const lanesOf = (column: number) => sources.filter((source) => sourceColumn(source) === column);

  // Column 0 has the inputs; then come, for each depth, lanes, boxes and nodes.
  const nodeWidth = boxSize.width + 22 + 2 * nodeRadius;
  let right = margin + inputWidth;
  const left: number[] = [];
  const laneStart: number[] = [];
  for (let column = 0; column <= columns; column++) {
    laneStart.push(right + laneGap);
    right += laneGap * (lanesOf(column).length + 2);
    left.push(right);
    right += column < columns ? nodeWidth : 0;
  }
  const lane = (source: number) => {
    const column = sourceColumn(source);
    return (laneStart[column] ?? 0) + laneGap * lanesOf(column).indexOf(source);
  };

  const inputs = ['cell before last', 'last cell'].map((text, i) => ({
    text,
    x: margin,
    y: margin + 18 + i * rowHeight,
  }));
  let top = margin + 2 * rowHeight + bandGap;
  const bands = nodes.map((edges) => {
    const rows = edges.map((_, row) => top + rowHeight * (row + 0.5));
    top += rowHeight * edges.length + bandGap;
    return rows;
  });
  const centres = bands.map((rows) => rows.reduce((sum, y) => sum + y, 0) / rows.length);
  const nodeAt = (node: number): Point => ({
    x: (left[depths[node] ?? 0] ?? 0) + nodeWidth - nodeRadius,
    y: centres[node] ?? 0,
  });
  const boxAt = (node: number, row: number): Point => ({ x: left[depths[node] ?? 0] ?? 0, y: bands[node]?.[row] ?? 0 });
  const startOf = (source: number): Point => {
    if (source < 2) return { x: margin + inputWidth, y: inputs[source]?.y ?? 0 };
    const { x, y } = nodeAt(source - 2);
    return { x: x + nodeRadius, y };
  };
  const outputX = right + laneGap;

  const placed = nodes.flatMap((edges, node) => edges.map((edge, row) => ({ ...edge, node, box: boxAt(node, row) })));
  return {
    width: outputX + margin + 8,
    height: top - bandGap + margin,
    inputs,
    operators: placed.map(({ from, operator, box }) => ({
      ...box,
      operator,
      text: operatorText(operator) + (kind === 'reduction' && from < 2 ? ' ↓2' : ''),
    })),
    nodes: nodes.map((_, node) => ({ ...nodeAt(node), text: String(node + 2) })),
    output: { x: outputX, from: Math.min(...centres) - nodeRadius, to: Math.max(...centres) + nodeRadius },
    wires: [
      ...placed.map(({ from, box }) => {
        const [start, x] = [startOf(from), lane(from)];
        return { source: from, points: [start, { x, y: start.y }, { x, y: box.y }, box] };
      }),
      ...placed.map(({ node, box }) => {
        const [end, centre] = [box.x + boxSize.width, nodeAt(node)];
        const entry = centre.x - nodeRadius;
        const points = [
          { x: end, y: box.y },
          { x: (end + entry) / 2, y: box.y },
          { x: (end + entry) / 2, y: centre.y },
        ];
        return { points: [...points, { x: entry, y: centre.y }] };
      }),
      ...nodes.map((_, node) => {
        const start = startOf(node + 2);
        return { source: node + 2, points: [start, { x: outputX, y: start.y }] };
      }),
    ],
  };
}

/** As `average pool 3×3`. */
export function operatorText(operator: OperatorName): string {
  return operator.replace('Pool', ' pool').replace(/(\d)x(\d)/, ' $1×$2');
}
