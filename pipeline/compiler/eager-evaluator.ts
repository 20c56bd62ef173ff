import { InferenceSession, type Tensor as OrtTensor } from 'onnxruntime-node';
import { cutGraph, type Graph, type Output } from './graph/graph.js';
import { rewriteGraph } from './graph/rewrite-graph.js';
import { structureKey } from './graph/structure-key.js';
import { toOnnxModel } from './graph/to-onnx-model.js';
import { makeValue, sizeOf, type Value } from './graph/value.js';
import { encodeModel } from './onnx-file/encode-model.js';
import { expandComposites } from './passes/expand-composites.js';
import type { PendingTensors } from './pending-tensors.js';
import { constantTensor } from './session/constant-tensor.js';
import { SessionCache } from './session/session-cache.js';
import { type RuntimeOptions, sessionOptions } from './session/session-options.js';

/** Programs kept for reuse; the oldest goes when there are more. */
const cachedPrograms = 256;

interface Feed {
  readonly name: string;
  readonly value: Value;
  readonly tensor: OrtTensor;
}

/**
 * Eager execution: the graph behind one value becomes a session, kept by the graph's structure and shapes, so that the
 * same expression on other numbers is only run again. Constants of the graph's structure (shapes, axes) are part of the
 * program; tensors are fed.
 */
export class EagerEvaluator {
  private readonly cache = new SessionCache(cachedPrograms);
  private readonly computed = new WeakMap<Value, OrtTensor>();

  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly pending: PendingTensors) {}

  /**
   * `read` is what `value` was made of for the reader alone: the same tensor with its dimensions in another order.
   * `variables` are computed along with it, and so are all other tensors on the way that are alive.
   */
  evaluate(value: Value, read: Value, variables: readonly Value[]): Promise<OrtTensor> {
    // One after the other: what several reads at once ask for is mostly computed with the first.
    const result = this.last.then(() => this.evaluateNow(value, read, variables));
    this.last = result.catch(() => undefined);
    return result;
  }

  private async evaluateNow(value: Value, read: Value, variables: readonly Value[]): Promise<OrtTensor> {
    const known = this.tensorOf(value);
    if (known) return known;
    const also = variables.filter((variable) => variable !== read && !this.computed.has(variable));
    const wanted = cutGraph(
      [{ name: 'result', value }, ...also.map((variable, i) => ({ name: `variable${i}`, value: variable }))],
      (inner) => this.computed.has(inner),
    );
    const outputs = [...wanted.outputs, ...this.alive(wanted, new Set([read, ...also]))];
    const graph = this.fromKnown({ ...wanted, outputs });
    const feeds = new Map<Value, Feed>();
    for (const leaf of graph.leaves) {
      if (leaf.source.kind === 'constant') continue;
      const tensor = this.tensorOf(leaf);
      if (!tensor) throw new Error('an input of a program has no value outside that program');
      feeds.set(leaf, { name: `x${feeds.size}`, value: leaf, tensor });
    }
    const key = structureKey(graph, (leaf) => feeds.get(leaf)?.name ?? '');
    const lease = await this.cache.lease(key, () => compile(graph, feeds));
    try {
      const fed = Object.fromEntries([...feeds.values()].map(({ name, tensor }) => [name, tensor]));
      const results = await lease.session.run(fed);
      for (const output of outputs) {
        const tensor = results[output.name] as OrtTensor;
        this.computed.set(output.value, tensor);
        this.pending.settle(output.value, tensor);
      }
      return results.result as OrtTensor;
    } finally {
      lease.giveBack();
    }
  }

  /** The graph with tensors in the place of what is computed, so that no pass looks behind it. */
  private fromKnown(graph: Graph): Graph {
    if (!graph.leaves.some(({ source }) => source.kind === 'node')) return graph;
    const known = new Map<Value, Value>();
    return rewriteGraph(graph, (value) => {
      const tensor = this.computed.get(value);
      if (!tensor) return undefined;
      const found = known.get(value) ?? makeValue(value.dtype, value.shape, { kind: 'tensor', tensor });
      known.set(value, found);
      return found;
    });
  }

  private alive({ nodes }: Graph, wanted: ReadonlySet<Value>): Output[] {
    const values = nodes.flatMap(({ outputs }) => outputs);
    return values
      .filter((inner) => !wanted.has(inner) && this.pending.has(inner))
      .map((inner, i) => ({ name: `kept${i}`, value: inner }));
  }

  /** What is known of a value without running anything. */
  tensorOf(value: Value): OrtTensor | undefined {
    if (value.source.kind === 'tensor') return value.source.tensor;
    if (value.source.kind === 'constant') return constantTensor(value);
    return this.computed.get(value);
  }

  dispose(): void {
    this.cache.dispose();
  }
}

function compile(graph: Graph, feeds: ReadonlyMap<Value, Feed>): Promise<InferenceSession> {
  const expanded = expandComposites(graph);
  const model = toOnnxModel({
    graph: expanded,
    inputs: [...feeds.values()],
    initializers: expanded.leaves.flatMap((value) =>
      value.source.kind === 'constant' ? [{ value, data: value.source.data }] : [],
    ),
    naming: { value: ({ id }) => `v${id}` },
    header: { name: 'eager' },
  });
  return InferenceSession.create(encodeModel(model), sessionOptions(threadsFor(graph)));
}

/** Elements computed from which on a second thread pays for starting it. */
const elementsWorthThreads = 100_000;

/** Most eager expressions are tiny: for them a pool of threads would cost far more than the arithmetic. */
function threadsFor({ nodes }: Graph): RuntimeOptions {
  const elements = nodes.reduce(
    (sum, { outputs }) => sum + outputs.reduce((all, { shape }) => all + sizeOf(shape), 0),
    0,
  );
  return elements < elementsWorthThreads ? { threads: 1 } : {};
}
