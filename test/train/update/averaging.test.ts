import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import type { EngineName } from '../../../pipeline/compiler/engine.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import type { Task } from '../../../pipeline/load/data.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { trainModel, type Verdict } from '../../../pipeline/train/train-model.js';
import { blobs } from '../small-data.js';

/** With batch statistics and a frozen layer. */
const build = (_hp: object, { inputShape }: Task): LayersModel =>
  sequential({
    layers: [
      layers.dense({ units: 4, trainable: false, inputShape: [...inputShape] }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.activation({ activation: 'tanh' }),
      layers.dense({ units: 3 }),
    ],
  });

const data = blobs([40, 20, 20]);

/** Training, with the weights that the model holds after each epoch and at the end. */
async function train(engineName: EngineName, plan: TrainingPlan) {
  const engine = await openEngine(engineName, { threads: 1 });
  await engine.activate();
  const model = buildModel(build, {}, data.task, [1, 0]);
  const weightsNow = async () =>
    (await Promise.all(model.weights.map(async (weight) => Array.from(await weight.read().data())))).flat();
  const perEpoch: number[][] = [];
  const result = await trainModel({
    engine,
    model,
    plan,
    data,
    seedPath: [1, 0],
    async onEpoch(): Promise<Verdict> {
      perEpoch.push(await weightsNow());
      return 'continue';
    },
  });
  if (result.end !== 'finished') throw new Error(result.end);
  const weights = await weightsNow();
  model.dispose();
  return { result, perEpoch, weights };
}

/** (1 - d) / (1 - d^t) times the sum of d^(t - i) w_i, in double precision. */
function averageOf(trajectory: readonly (readonly number[])[], decay: number): number[] {
  const t = trajectory.length;
  return (trajectory[0] ?? []).map((_, k) => {
    const sum = trajectory.reduce((total, weights, i) => total + decay ** (t - 1 - i) * (weights[k] ?? Number.NaN), 0);
    return (sum * (1 - decay)) / (1 - decay ** t);
  });
}

// One step an epoch, so that every step's weights are seen.
const plan: TrainingPlan = { epochs: 8, batchSize: 40, optimizer: { name: 'adam', learningRate: 0.1 } };

describe.each<EngineName>(['cpu', 'onnx'])('%s', (engine) => {
  test.each([0, 0.5, 0.99])('after each epoch the model holds the average with decay %d', async (decay) => {
    const raw = await train(engine, plan);
    const averaged = await train(engine, { ...plan, averaging: { decay } });
    averaged.perEpoch.forEach((weights, epoch) => {
      const expected = averageOf(raw.perEpoch.slice(0, epoch + 1), decay);
      weights.forEach((w, k) => {
        const want = expected[k] ?? Number.NaN;
        expect(Math.abs(w - want), `epoch ${epoch + 1}, element ${k}`).toBeLessThan(2e-6 * (1 + Math.abs(want)));
      });
    });
    expect(averaged.weights).toEqual(averaged.perEpoch.at(-1));
    // The course of training is the same; what is evaluated is not.
    const trainLosses = (run: typeof raw) => run.result.history.map(({ trainLoss }) => trainLoss);
    expect(trainLosses(averaged)).toEqual(trainLosses(raw));
    if (decay > 0) {
      const [last, other] = [averaged, raw].map(({ result }) => result.history.at(-1)?.validationLoss);
      expect(last).not.toBeCloseTo(other ?? Number.NaN, 4);
    }
  });

  test('early stopping keeps the average of its best epoch', async () => {
    // So large a rate that validation loss rises soon.
    const wild: TrainingPlan = {
      ...plan,
      epochs: 40,
      optimizer: { name: 'momentum', learningRate: 3 },
      averaging: { decay: 0.6 },
      earlyStopping: { patience: 3 },
    };
    const { result, perEpoch, weights } = await train(engine, wild);
    const losses = result.history.map(({ validationLoss }) => validationLoss);
    expect(result.stoppedEarly).toBe(true);
    expect(result.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(weights).toEqual(perEpoch[result.bestEpoch - 1]);
    expect(result.finalMetrics.validation.loss).toBeCloseTo(losses[result.bestEpoch - 1] ?? Number.NaN, 6);
  });

  test('no tensor is left behind', async () => {
    const full: TrainingPlan = { ...plan, batchSize: 16, averaging: { decay: 0.9 }, accumulation: 2 };
    await train(engine, full);
    const before = tf.memory().numTensors;
    await train(engine, full);
    expect(tf.memory().numTensors).toBe(before);
  });
});
