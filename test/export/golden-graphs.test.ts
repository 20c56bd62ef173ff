import {
  model as functionalModel,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';

/** Operators of exported graphs, counted: a pass that stops working, or a lowering that grows, shows here. */
const golden: Readonly<Record<string, { build: () => LayersModel; operators: Readonly<Record<string, number>> }>> = {
  mlp: {
    build: () =>
      sequential({
        layers: [
          layers.dense({ inputShape: [784], units: 512, activation: 'relu' }),
          layers.dropout({ rate: 0.5 }),
          layers.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
    operators: { Gemm: 2, Relu: 1, Softmax: 1 },
  },
  'LeNet style': {
    build: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, activation: 'relu' }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 128, activation: 'relu' }),
          layers.dense({ units: 10 }),
        ],
      }),
    // One channel: going channels-first is a reshape. The flatten's transpose went into the dense layer's rows.
    operators: { Conv: 2, Gemm: 2, MaxPool: 2, Relu: 3, Reshape: 2 },
  },
  'residual block with batch normalisation': {
    build: () => {
      const x = input({ shape: [16, 16, 3] });
      const block = (from: SymbolicTensor, activation: boolean) => {
        const convolved = layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }).apply(from);
        const normalised = layers.batchNormalization().apply(convolved) as SymbolicTensor;
        return activation
          ? (layers.activation({ activation: 'relu' }).apply(normalised) as SymbolicTensor)
          : normalised;
      };
      const shortcut = block(x, true);
      const added = layers.add().apply([shortcut, block(block(shortcut, true), false)]);
      const pooled = layers.globalAveragePooling2d({}).apply(layers.activation({ activation: 'relu' }).apply(added));
      return functionalModel({ inputs: x, outputs: layers.dense({ units: 10 }).apply(pooled) as SymbolicTensor });
    },
    // The only transpose is the input's.
    operators: { Add: 1, Conv: 3, Gemm: 1, ReduceMean: 1, Relu: 3, Transpose: 1 },
  },
  'depthwise separable': {
    build: () =>
      sequential({
        layers: [
          layers.separableConv2d({
            inputShape: [16, 16, 3],
            filters: 8,
            kernelSize: 3,
            padding: 'same',
            useBias: false,
          }),
          layers.batchNormalization(),
          layers.activation({ activation: 'relu' }),
          layers.globalMaxPooling2d({}),
          layers.dense({ units: 4 }),
        ],
      }),
    operators: { Conv: 2, Gemm: 1, ReduceMax: 1, Relu: 1, Transpose: 1 },
  },
};

beforeAll(async () => {
  await (await openEngine('onnx', { threads: 1 })).activate();
});

describe('an exported graph', () => {
  for (const [name, { build, operators }] of Object.entries(golden)) {
    it(`has the operators of its layers and no others: ${name}`, async () => {
      const { graph } = decodeModel(await exportModel({ model: build(), name }));
      const counts: Record<string, number> = {};
      for (const { opType } of graph.nodes) counts[opType] = (counts[opType] ?? 0) + 1;
      expect(Object.fromEntries(Object.entries(counts).sort())).toEqual(operators);
    });
  }

  it('reads by layer: names of nodes and weights, symbolic batch, shapes inside', async () => {
    const lenet = golden['LeNet style'];
    if (!lenet) throw new Error('missing fixture');
    const { graph } = decodeModel(await exportModel({ model: lenet.build(), name: 'lenet' }));
    expect(graph.nodes.map(({ name }) => name)).toContain('conv2d_2/Conv');
    expect(graph.initializers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['conv2d_1/kernel', 'conv2d_1/bias', 'dense_2/kernel', 'dense_2/bias']),
    );
    expect(graph.inputs.map(({ shape }) => shape)).toEqual([['batch', 28, 28, 1]]);
    expect(graph.outputs.map(({ shape }) => shape)).toEqual([['batch', 10]]);
    expect(graph.valueInfos?.find(({ name }) => name === 'max_pooling2d_1/MaxPool:out')?.shape).toEqual([
      'batch',
      32,
      13,
      13,
    ]);
  });
});
