import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import {
  cellNet,
  convNet,
  type Genotype,
  type InitializerName,
  mlp,
  recurrent,
  resNet,
  separableNet,
} from '../../models/index.js';
import { type ModelFamilyName, modelFamilies } from '../../models/registry.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import { verifyExport } from '../../pipeline/export/verify-export.js';
import type { LoadedData, Split, Task } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { trainModel } from '../../pipeline/train/train-model.js';

const task: Task = { kind: 'classification', inputShape: [8, 8, 1], classes: ['a', 'b'] };
const engine = await openEngine('onnx', { threads: 1 });
await engine.activate();

/** Noise, brighter in the upper or in the lower half. */
function images(n: number, name: string): Split {
  const random = randomStream('families', name);
  const y = Int32Array.from({ length: n }, () => random.below(2));
  const x = Float32Array.from({ length: n * 64 }, (_, i) => {
    return random.normal() + (i % 64 < 32 === (y[Math.floor(i / 64)] === 1) ? 1 : 0);
  });
  return { x: ndarray(x, [n, 8, 8, 1]), y: ndarray(y, [n]) };
}

const data: LoadedData = {
  name: 'halves',
  task,
  train: images(24, 'train'),
  validation: images(12, 'validation'),
  test: images(12, 'test'),
  inputTransform: { kind: 'identity' },
};

const everything = {
  dropout: 0.2,
  regularizer: { l1: 1e-4, l2: 1e-3 },
} as const;
const he: InitializerName = 'heNormal';

/** Between its cells it has every operator, with and without stride, nodes of one edge, and cells that ignore an input. */
const genotype: Genotype = {
  normal: {
    nodes: [
      [
        { from: 0, operator: 'separable5x5' },
        { from: 1, operator: 'averagePool3x3' },
      ],
      [
        { from: 1, operator: 'dilated5x5' },
        { from: 2, operator: 'skip' },
      ],
      [{ from: 3, operator: 'maxPool3x3' }],
    ],
  },
  reduction: {
    nodes: [
      [
        { from: 1, operator: 'separable3x3' },
        { from: 1, operator: 'averagePool3x3' },
      ],
      [
        { from: 1, operator: 'dilated3x3' },
        { from: 1, operator: 'skip' },
        { from: 1, operator: 'maxPool3x3' },
      ],
    ],
  },
};

/** Small networks of every family that between them use every option. */
const variants: Readonly<Record<ModelFamilyName, readonly ((task: Task) => ReturnType<typeof mlp>)[]>> = {
  mlp: [
    (t) => mlp({ ...t, ...everything, hiddenUnits: 6, normalisation: 'layer', activation: 'gelu' }),
    (t) => mlp({ ...t, hiddenUnits: 6, normalisation: 'batch', activation: 'leakyRelu', initializer: 'orthogonal' }),
    (t) => mlp({ ...t, hiddenUnits: 6, layers: 1, normalisation: 'batch', output: 'scaleInvariant' }),
  ],
  convNet: [
    (t) => convNet({ ...t, ...everything, filters: 2, convolutions: 2, globalPooling: true, normalisation: 'layer' }),
  ],
  resNet: [
    (t) => resNet({ ...t, ...everything, filters: 2, initializer: he }),
    (t) => resNet({ ...t, filters: 2, shortcut: 'identity', normalisation: 'layer', activation: 'elu' }),
  ],
  separableNet: [
    (t) => separableNet({ ...t, ...everything, filters: 2, blocks: 1, stages: 2, initializer: he }),
    (t) => separableNet({ ...t, filters: 2, blocks: 1, stages: 1, kernelSize: 5, normalisation: 'none' }),
  ],
  cellNet: [
    (t) => cellNet({ ...t, ...everything, genotype, cells: 4, channels: 2, initializer: he }),
    (t) => cellNet({ ...t, cells: 2, channels: 3, stemFilters: 4, normalisation: 'none', activation: 'swish' }),
  ],
  recurrent: [
    (t) => recurrent({ ...t, ...everything, units: 3, layers: 2, normalisation: 'layer' }),
    (t) => recurrent({ ...t, cell: 'gru', units: 3, initializer: he }),
    (t) => recurrent({ ...t, cell: 'simpleRnn', units: 3, activation: 'relu', recurrentInitializer: 'lecunUniform' }),
  ],
};

test('no family is without variants', () => {
  expect(Object.keys(variants).sort()).toEqual(Object.keys(modelFamilies).sort());
});

describe.each(Object.keys(modelFamilies) as ModelFamilyName[])('%s', (name) => {
  test.each(variants[name].map((build, variant) => ({ variant, build })))(
    'variant $variant trains a step in a compiled program and exports to an equal file',
    async ({ build, variant }) => {
      const model = buildModel((_hp, t) => build(t), {}, task, [1, variant]);
      const before = await weightsOf(model);
      const result = await trainModel({
        engine,
        model,
        plan: { epochs: 1, batchSize: 24, optimizer: { name: 'adam', learningRate: 0.01 } },
        data,
        seedPath: [1, variant],
      });
      expect(result.end).toBe('finished');
      const after = await weightsOf(model);
      // Every kernel has a gradient: none is left as it was.
      for (const [i, weight] of model.trainableWeights.entries()) {
        if (weight.shape.length > 1) expect(after[i], weight.originalName).not.toEqual(before[i]);
      }
      const onnx = await exportModel({ model, name });
      const x = data.test.x.data as Float32Array;
      const y = tf.tidy(() => model.predict(tf.tensor(x, [12, 8, 8, 1])) as tf.Tensor);
      const reference = (await y.data()) as Float32Array;
      y.dispose();
      const parity = await verifyExport({ onnx, x, inputShape: task.inputShape, reference, kind: task.kind });
      expect(parity.top1).toBe(1);
      model.dispose();
    },
  );
});

function weightsOf(model: ReturnType<typeof mlp>): Promise<number[][]> {
  return Promise.all(model.trainableWeights.map(async (weight) => Array.from(await weight.read().data())));
}
