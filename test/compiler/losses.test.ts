import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Engine, InputData } from '../../pipeline/compiler/engine.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { Loss } from '../../pipeline/train/losses/loss.js';
import { losses } from '../../pipeline/train/losses/registry.js';
import { onBoth } from './engine-pair.js';
import { largestDifference } from './largest-difference.js';

interface Batch {
  readonly rows: number;
  readonly units: number;
  readonly predictions: Float32Array;
  readonly targets: InputData;
}

/** The loss of a batch and its gradient with respect to the predictions, through a compiled program. */
async function lossOn(engine: Engine, loss: Loss, { rows, units, predictions, targets }: Batch) {
  const variable = tf.tidy(() => tf.variable(tf.tensor(predictions, [rows, units])));
  const program = await engine.compile({
    name: 'loss',
    inputs:
      targets instanceof Int32Array
        ? { y: { shape: [rows], dtype: 'int32' } }
        : { y: { shape: [rows, units], dtype: 'float32' } },
    state: [variable],
    step({ y }) {
      const { value, grads } = tf.variableGrads(() => loss.mean(variable, y), [variable]);
      return { loss: value, gradient: grads[variable.name] as tf.Tensor };
    },
  });
  const result = await program.run({ y: targets });
  program.dispose();
  variable.dispose();
  return result;
}

const shapes = [
  [1, 2],
  [5, 3],
  [8, 10],
  [4, 1],
] as const;

/** Predictions of all sizes: ordinary ones, ones that overflow naive formulas, and ones equal to the target. */
const predictionsOf = (scale: number, size: number, random: ReturnType<typeof randomStream>) =>
  Float32Array.from({ length: size }, () => scale * random.normal());

const targetKinds = {
  'class indices': ({ rows, units }: Pick<Batch, 'rows' | 'units'>, random: ReturnType<typeof randomStream>) =>
    Int32Array.from({ length: rows }, () => random.below(units)),
  distributions: ({ rows, units }: Pick<Batch, 'rows' | 'units'>, random: ReturnType<typeof randomStream>) => {
    const values = Float32Array.from({ length: rows * units }, () => (random.below(4) === 0 ? 0 : random.uniform()));
    for (let row = 0; row < rows; row++) {
      const part = values.subarray(row * units, (row + 1) * units);
      const sum = part.reduce((total, value) => total + value, 0);
      part.forEach((value, i) => {
        part[i] = sum > 0 ? value / sum : 1 / units;
      });
    }
    return values;
  },
} as const;

describe.each(Object.entries<Loss>(losses))('%s', (name, loss) => {
  test.each(Object.entries(targetKinds))('on %s', async (kind, targetsFor) => {
    for (const [rows, units] of shapes) {
      // There is nothing to tell apart.
      if (units === 1 && kind === 'class indices') continue;
      const random = randomStream('loss', name, rows, units);
      for (const scale of [1, 40]) {
        const predictions = predictionsOf(scale, rows * units, random);
        const targets = targetsFor({ rows, units }, random);
        // A prediction that meets its target, where the absolute error has its kink.
        if (targets instanceof Float32Array && scale === 1) predictions[0] = targets[0] as number;
        const { cpu, onnx } = await onBoth((engine) => lossOn(engine, loss, { rows, units, predictions, targets }));
        const { difference, at } = largestDifference(cpu, onnx);
        expect(difference, `${at} of [${rows}, ${units}] at scale ${scale}`).toBeLessThanOrEqual(2e-6);
      }
    }
  });
});
