import { InferenceSession, type Tensor as OrtTensor } from 'onnxruntime-node';
import { cutGraph, type Graph } from './graph/graph.js';
import { toOnnxModel } from './graph/to-onnx-model.js';
import { sizeOf, type Value } from './graph/value.js';
import { encodeModel } from './onnx-file/encode-model.js';
import { expandComposites } from './passes/expand-composites.js';
import { constantTensor } from './session/constant-tensor.js';
import { type RuntimeOptions, sessionOptions } from './session/session-options.js';

/** Programs kept for reuse; the oldest goes when there are more. */
const cachedPrograms = 256;

/**
 * Eager execution: the graph behind one value becomes a session, kept by the graph's structure and shapes, so that the
 * same expression on other numbers is only run again. Constants of the graph's structure (shapes, axes) are part of the
 * program; tensors are fed.
 */
export class EagerEvaluator {
  private readonly programs = new Map<string, Promise<InferenceSession>>();
  private readonly computed = new WeakMap<Value, OrtTensor>();

  async evaluate(value: Value): Promise<OrtTensor> {
    const known = this.tensorOf(value);
    if (known) return known;
    const graph = cutGraph([{ name: 'result', value }], (inner) => this.computed.has(inner));
    const { key, feeds } = describe(graph, (leaf) => this.tensorOf(leaf));
    const session = await this.program(key, graph, feeds);
    const result = await session.run(Object.fromEntries(feeds.map(({ name, tensor }) => [name, tensor])));
    const tensor = result.result as OrtTensor;
    this.computed.set(value, tensor);
    return tensor;
  }

  /** What is known of a value without running anything. */
  tensorOf(value: Value): OrtTensor | undefined {
    if (value.source.kind === 'tensor') return value.source.tensor;
    if (value.source.kind === 'constant') return constantTensor(value);
    return this.computed.get(value);
  }

  private program(key: string, graph: Graph, feeds: readonly Feed[]): Promise<InferenceSession> {
    const known = this.programs.get(key);
    if (known) {
      this.programs.delete(key);
      this.programs.set(key, known);
      return known;
    }
    const fed = new Set(feeds.map(({ value }) => value));
    const expanded = expandComposites(graph);
    const model = toOnnxModel({
      graph: expanded,
      inputs: feeds,
      initializers: expanded.leaves.flatMap((value) =>
        !fed.has(value) && value.source.kind === 'constant' ? [{ value, data: value.source.data }] : [],
      ),
      naming: { value: ({ id }) => `v${id}` },
      header: { name: 'eager' },
    });
    const session = InferenceSession.create(encodeModel(model), sessionOptions(threadsFor(graph)));
    this.programs.set(key, session);
    for (const oldest of this.programs.keys()) {
      if (this.programs.size <= cachedPrograms) break;
      const evicted = this.programs.get(oldest);
      this.programs.delete(oldest);
      evicted?.then(
        (old) => old.release(),
        () => undefined,
      );
    }
    return session;
  }

  dispose(): void {
    for (const session of this.programs.values()) session.then((old) => old.release());
    this.programs.clear();
  }
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

interface Feed {
  readonly name: string;
  readonly value: Value;
  readonly tensor: OrtTensor;
}

/** The graph's structure as text, the same for graphs that differ in fed data only, and what to feed. */
function describe(graph: Graph, tensorOf: (value: Value) => OrtTensor | undefined): { key: string; feeds: Feed[] } {
  const numbers = new Map<Value, number>();
  const feeds: Feed[] = [];
  const parts: string[] = [];
  for (const leaf of graph.leaves) {
    numbers.set(leaf, numbers.size);
    if (leaf.source.kind === 'constant') {
      parts.push(`c${leaf.dtype}[${leaf.shape}]${leaf.source.data.join()}`);
      continue;
    }
    const tensor = tensorOf(leaf);
    if (!tensor) throw new Error('an input of a program has no value outside that program');
    feeds.push({ name: `x${feeds.length}`, value: leaf, tensor });
    parts.push(`x${leaf.dtype}[${leaf.shape}]`);
  }
  for (const node of graph.nodes) {
    parts.push(
      `${node.op}${JSON.stringify(node.attributes)}(${node.inputs.map((value) => (value ? numbers.get(value) : ''))})`,
    );
    for (const output of node.outputs) numbers.set(output, numbers.size);
  }
  return { key: parts.join(';') + describeOutputs(graph, numbers), feeds };
}

const describeOutputs = (graph: Graph, numbers: ReadonlyMap<Value, number>): string =>
  graph.outputs.map(({ value }) => `>${numbers.get(value)}`).join();
