import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy } from '../graph/node-of.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import type { Attribute, Node, Value } from '../graph/value.js';

/**
 * A normalisation by the mean and variance of its own input is one operator in ONNX: BatchNormalization in training
 * mode, which gives the statistics too (as running ones with momentum 0). Half the passes over the data.
 */
export function batchStatistics(graph: Graph): Graph {
  const normalisations = new Map<Value, Node>();
  for (const node of graph.nodes) {
    if (node.op !== 'BatchNormalization' || node.attributes.training_mode) continue;
    const [x, , , mean, variance] = node.inputs as [Value, Value, Value, Value, Value];
    if (!isMean(mean, x) || !isVariance(variance, x, mean)) continue;
    if (!ownsParameters(node, graph)) continue;
    for (const value of [mean, variance, node.outputs[0] as Value]) normalisations.set(value, node);
  }
  if (normalisations.size === 0) return graph;
  const g = new GraphBuilder(true);
  const trained = new Map<Node, readonly Value[]>();
  return rewriteGraph(graph, (value, rewritten) => {
    const node = normalisations.get(value);
    if (!node) return undefined;
    const outputs = trained.get(node) ?? training(g, node, rewritten);
    trained.set(node, outputs);
    return outputs[value === node.outputs[0] ? 0 : value === node.inputs[3] ? 1 : 2];
  });
}

function training(g: GraphBuilder, node: Node, rewritten: (value: Value) => Value): readonly Value[] {
  const [x, scale, offset, mean] = (node.inputs as Value[]).map(rewritten) as [Value, Value, Value, Value];
  const { shape } = mean;
  // ONNX Runtime writes the new running statistics into the buffers of the old ones, even where those are constants that
  // several nodes share; so the old ones, which momentum 0 ignores, are computed for each node.
  const unused = (like: Value) => g.binary('Mul', like, g.scalar(0));
  const attributes: Record<string, Attribute> = {
    ...node.attributes,
    training_mode: { type: 'int', value: 1 },
    momentum: { type: 'float', value: 0 },
  };
  g.scope = node.scope;
  return g.node('BatchNormalization', [x, scale, offset, unused(scale), unused(offset)], attributes, [
    { dtype: 'float32', shape: x.shape },
    { dtype: 'float32', shape },
    { dtype: 'float32', shape },
  ]);
}

/** Whether scale and offset are variables that no other normalisation reads: their buffers stand in for running statistics. */
function ownsParameters(node: Node, graph: Graph): boolean {
  const [, scale, offset] = node.inputs as [Value, Value, Value];
  if (scale === offset || [scale, offset].some(({ source: { kind } }) => kind === 'constant')) return false;
  const others = graph.nodes.filter((other) => other !== node && other.op === 'BatchNormalization');
  return !others.some(({ inputs }) => inputs.slice(1, 3).some((input) => input === scale || input === offset));
}

/** The mean over everything but dimension 1, whichever way it was reduced. */
function isMean(mean: Value, x: Value): boolean {
  return mean.shape.length === 1 && mean.shape[0] === x.shape[1] && source(mean) === x;
}

/** mean((x - mean)²) */
function isVariance(variance: Value, x: Value, mean: Value): boolean {
  const square = madeBy(source(variance), 'Mul');
  const deviation = madeBy(square?.inputs[0], 'Sub');
  if (!square || square.inputs[0] !== square.inputs[1] || !deviation || deviation.inputs[0] !== x) return false;
  const centre = deviation.inputs[1] as Value;
  return centre === mean || madeBy(centre, 'Reshape')?.inputs[0] === mean;
}

/** What was averaged over batch and space, in one or two steps. */
function source(value: Value): Value | undefined {
  let current: Value | undefined = value;
  while (current && madeBy(current, 'ReduceMean')) current = madeBy(current, 'ReduceMean')?.inputs[0];
  return current === value ? undefined : current;
}
