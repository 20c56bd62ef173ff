import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { cellNet } from '../../models/index.js';
import { branching } from '../../pipeline/compiler/branches/branching.js';
import { programModel } from '../../pipeline/compiler/compiled-program.js';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import type { OnnxGraph, OnnxModel, OnnxNode } from '../../pipeline/compiler/onnx-file/model.js';
import { onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { traceProgram } from '../../pipeline/compiler/trace-program.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

const genotype = {
  normal: {
    nodes: [
      [
        { from: 0, operator: 'maxPool3x3' },
        { from: 1, operator: 'dilated3x3' },
      ],
    ],
  },
  reduction: {
    nodes: [
      [
        { from: 0, operator: 'averagePool3x3' },
        { from: 1, operator: 'maxPool3x3' },
      ],
    ],
  },
} as const;

await (await openEngine('onnx', { threads: 1 })).activate();
const model = cellNet({
  kind: 'classification',
  inputShape: [8, 8, 1],
  classes: ['a', 'b', 'c'],
  genotype,
  cells: 3,
  channels: 2,
});

/** A step of a network with batch normalisation and pooling, parts of a split, and a branch that has them too. */
const traced = () =>
  traceProgram({
    name: 'step',
    model,
    inputs: { x: { shape: [4, 8, 8, 1], dtype: 'float32' }, which: { shape: [], dtype: 'int32' } },
    state: model.weights.map((weight) => weight.read() as tf.Variable),
    step({ x, which }) {
      const { value, grads } = tf.variableGrads(() => loss(model, x));
      const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      for (const weight of weights) weight.assign(tf.sub(weight, tf.mul(grads[weight.name] as tf.Tensor, 0.1)));
      const parts = tf.split(tf.reshape(x, [4, 64]), 16, 1);
      const several = branching(
        [[4, 64]],
        [([v]) => tf.addN(tf.split(v as tf.Tensor, 16, 1)), ([v]) => tf.split(v as tf.Tensor, 16, 1)[3] as tf.Tensor],
      );
      return { loss: value, last: parts.at(-1) as tf.Tensor, chosen: several.apply(which, [tf.reshape(x, [4, 64])]) };
    },
  });

const loss = (network: LayersModel, x: tf.Tensor) =>
  tf.mean<tf.Scalar>(tf.square(network.apply(x, { training: true }) as tf.Tensor));

const nodesOf = ({ nodes }: OnnxGraph): readonly OnnxNode[] =>
  nodes.flatMap((node) => [
    node,
    ...node.attributes.flatMap((attribute) => (attribute.type === 'graph' ? nodesOf(attribute.value) : [])),
  ]);

/** What WebGPU's kernels refuse, as far as we know. */
const refused = ({ graph }: OnnxModel): readonly string[] =>
  nodesOf(graph)
    .filter(({ opType, outputs }) => outputs.length > 1 && ['BatchNormalization', 'MaxPool', 'Split'].includes(opType))
    .map(({ opType }) => opType);

const random = randomStream('portable');
const feeds = new Map<string, Tensor>();

/** All results of a program, on the CPU, where random weights and inputs have the same names in each program. */
async function run(program: OnnxModel): Promise<Readonly<Record<string, Float32Array>>> {
  for (const { name, elemType, shape = [] } of program.graph.inputs) {
    const dims = shape.map(Number);
    const size = dims.reduce((product, dim) => product * dim, 1);
    const numbers = Array.from({ length: size }, () => random.uniform());
    const [type, data] =
      elemType === onnxDataType.FLOAT
        ? (['float32', Float32Array.from(numbers)] as const)
        : (['int32', Int32Array.from(numbers, (u) => Math.round(u))] as const);
    if (!feeds.has(name)) feeds.set(name, new Tensor(type, data, dims));
  }
  const session = await InferenceSession.create(encodeModel(program), { intraOpNumThreads: 1 });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]),
  );
}

test('a program for other execution providers has none of the operators that theirs refuse, and computes the same', async () => {
  const [cpu, any] = [programModel(traced()), programModel(traced(), { executionProviders: ['webgpu', 'cpu'] })];
  expect(new Set(refused(cpu))).toEqual(new Set(['BatchNormalization', 'Split']));
  expect(refused(any)).toEqual([]);
  const [expected, actual] = [await run(cpu), await run(any)];
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const differences = values.map((value, i) => Math.abs(value - (actual[name]?.[i] ?? Number.NaN)));
    expect(Math.max(...differences), name).toBeLessThan(1e-5);
  }
});
