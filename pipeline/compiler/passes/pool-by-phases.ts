import { emitConvolutionFilterGradient, filterGradientGeometryOf } from '../composites/convolution-filter-gradient.js';
import { isHalving, poolingGeometryOf } from '../composites/max-pool-gradient.js';
import { sharesOfMaximum } from '../composites/shares-of-maximum.js';
import { intOf, intsOf } from '../graph/attribute.js';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy, nodeOf } from '../graph/node-of.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import type { Node, Value } from '../graph/value.js';

/** Offsets of a pixel in its 2 x 2 window, in the order that decides between equal maxima. */
const offsets = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** A convolution and the 2 x 2 max pooling after it, with everything that reads the convolution. */
interface Pooled {
  readonly convolution: Node;
  readonly pool: Node;
  readonly gradient: Node;
  readonly filterGradient: Node;
}

/**
 * For a network's first convolution, whose input needs no gradient: the four pixels of each pooling window come from
 * four convolutions of stride two, so that the full-resolution result, its rearrangement into windows and back never
 * exist. The maximum is taken over the four, and each one's share of dy goes straight into the filter's gradient. The
 * arithmetic is that of one convolution.
 */
export function poolByPhases(graph: Graph): Graph {
  const found = graph.nodes.flatMap((node) => match(node, graph) ?? []);
  if (found.length === 0) return graph;
  const g = new GraphBuilder(true);
  const convolved = new Map<Node, readonly Value[]>();
  const byPool = new Map(found.map((pooled) => [pooled.pool, pooled]));
  const byFilterGradient = new Map(found.map((pooled) => [pooled.filterGradient, pooled]));
  return rewriteGraph(graph, (value, rewritten) => {
    const node = nodeOf(value);
    const pooled = node && (byPool.get(node) ?? byFilterGradient.get(node));
    if (!node || !pooled) return undefined;
    const { convolution, gradient, filterGradient } = pooled;
    const [x, w, bias] = convolution.inputs.map((input) => input && rewritten(input)) as [
      Value,
      Value,
      Value | undefined,
    ];
    const [outH, outW] = (pooled.pool.outputs[0] as Value).shape.slice(2) as [number, number];
    const phases = offsets.map((offset) => phaseOf(g, x, convolution, offset, [outH, outW]));
    if (node === pooled.pool) {
      const stepped = { strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0], group: 1 };
      const pixels = phases.map((phase) => g.conv(phase, w, bias, stepped));
      convolved.set(pooled.pool, pixels);
      return pixels.reduce((maximum, pixel) => g.binary('Max', maximum, pixel));
    }
    const pixels = convolved.get(pooled.pool);
    if (!pixels) throw new Error('a pooling is rewritten before its gradient');
    const [dy, , maximum] = gradient.inputs.map((input) => input && rewritten(input)) as [Value, Value, Value];
    const { kernel } = filterGradientGeometryOf(filterGradient);
    const stepped = { kernel, strides: [2, 2], pads: [0, 0, 0, 0] };
    return sharesOfMaximum(g, pixels, maximum, dy)
      .map((share, i) => emitConvolutionFilterGradient(g, phases[i] as Value, share, stepped))
      .reduce((sum, part) => g.binary('Add', sum, part));
  });
}

/** The part of padded x that the pixels at `offset` of all windows see, for a convolution of stride two. */
function phaseOf(
  g: GraphBuilder,
  x: Value,
  convolution: Node,
  [row, column]: readonly [number, number],
  [outH, outW]: readonly [number, number],
): Value {
  const [, , h, w] = x.shape as [number, number, number, number];
  const [kernelH, kernelW] = intsOf(convolution, 'kernel_shape') as [number, number];
  const [top, left] = intsOf(convolution, 'pads') as [number, number];
  const before = [top - row, left - column] as const;
  const seen = [(outH - 1) * 2 + kernelH, (outW - 1) * 2 + kernelW] as const;
  return g.pad(x, [0, 0, ...before], [0, 0, seen[0] - h - before[0], seen[1] - w - before[1]]);
}

function match(node: Node, graph: Graph): Pooled | undefined {
  if (node.op !== 'MaxPoolGradient' || !isHalving(poolingGeometryOf(node))) return undefined;
  const [, x, maximum] = node.inputs as [Value, Value, Value];
  const convolution = madeBy(x, 'Conv');
  const pool = madeBy(maximum, 'MaxPool');
  if (!convolution || !pool || pool.inputs[0] !== x) return undefined;
  const plain =
    intOf(convolution, 'group', 1) === 1 &&
    intsOf(convolution, 'strides').every((stride) => stride === 1) &&
    intsOf(convolution, 'dilations').every((dilation) => dilation === 1);
  const readersOf = (value: Value) => graph.nodes.filter(({ inputs }) => inputs.includes(value));
  const gradients = readersOf(node.outputs[0] as Value);
  const [filterGradient] = gradients;
  if (!plain || gradients.length !== 1 || filterGradient?.op !== 'ConvolutionFilterGradient') return undefined;
  // Whoever else reads the convolution needs it at full resolution.
  if (readersOf(x).some((reader) => reader !== pool && reader !== node)) return undefined;
  if (filterGradient.inputs[0] !== convolution.inputs[0]) return undefined;
  return { convolution, pool, gradient: node, filterGradient };
}
