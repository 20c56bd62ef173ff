import { describe, expect, test } from 'vitest';
import { mlp } from '../../../models/index.js';
import type { Engine, InputData } from '../../../pipeline/compiler/engine.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { trainModel } from '../../../pipeline/train/train-model.js';
import { cpu } from '../on-cpu.js';
import { blobs } from '../small-data.js';

/** Trains softmax regression on 37 rows. @returns the rate that entered each run of a compiled update, and the history */
async function train(plan: Omit<TrainingPlan, 'optimizer' | 'batchSize'>, updates: RegExp = /^train-step/) {
  const rates: number[] = [];
  const engine: Engine = {
    ...cpu,
    async compile(definition) {
      const program = await cpu.compile(definition);
      if (!updates.test(definition.name)) return program;
      return {
        ...program,
        run(inputs) {
          const given: Readonly<Record<string, InputData>> = inputs;
          rates.push(given.learningRate?.[0] ?? Number.NaN);
          return program.run(inputs);
        },
      };
    },
  };
  const data = blobs([37, 11, 5]);
  const model = buildModel((_hp: object, task) => mlp({ ...task, layers: 0 }), {}, data.task, [1, 0]);
  const whole: TrainingPlan = { ...plan, batchSize: 10, optimizer: { name: 'sgd', learningRate: 0.5 } };
  const result = await trainModel({ engine, model, plan: whole, data, seedPath: [1, 0] });
  model.dispose();
  return { rates, history: result.history };
}

const inFloat32 = (values: readonly number[]) => [...Float32Array.from(values)];

describe('the rates of a schedule', () => {
  test('enter the compiled step, update by update; the curve has the last of an epoch', async () => {
    // 37 rows in batches of 10: 4 updates an epoch.
    const { rates, history } = await train({ epochs: 3, schedule: 'cosine' });
    const expected = Array.from({ length: 12 }, (_, k) => 0.25 * (1 + Math.cos((Math.PI * k) / 12)));
    expect(rates).toEqual(inFloat32(expected));
    history.forEach(({ learningRate }, epoch) => {
      expect(learningRate).toBeCloseTo(expected[4 * epoch + 3] ?? Number.NaN, 12);
    });
  });

  test('go by updates, not by batches, where several batches make one', async () => {
    // 4 batches in groups of 3: 2 updates an epoch.
    const plan = { epochs: 2, accumulation: 3, schedule: { name: 'exponential', factor: 0.25 } } as const;
    const { rates } = await train(plan, /^update$/);
    expect(rates).toEqual(inFloat32([0.5, 0.25, 0.125, 0.0625]));
  });

  test('follow the validation losses of the epochs before', async () => {
    const plan = {
      epochs: 8,
      schedule: { name: 'reduceOnPlateau', factor: 0.5, patience: 0, threshold: 0.2 },
    } as const;
    const { history } = await train(plan);
    let [rate, best] = [0.5, Number.POSITIVE_INFINITY];
    for (const { learningRate, validationLoss } of history) {
      expect(learningRate).toBe(rate);
      if (validationLoss < 0.8 * best) best = validationLoss;
      else rate /= 2;
    }
    // Neither never nor always.
    expect(rate).toBeLessThan(0.5);
    expect(rate).toBeGreaterThan(0.5 / 2 ** 8);
  });

  test('change what is learnt', async () => {
    const [constant, cosine] = await Promise.all([train({ epochs: 2 }), train({ epochs: 2, schedule: 'cosine' })]);
    expect(constant.rates).toEqual(Array(8).fill(0.5));
    expect(cosine.history.at(-1)?.trainLoss).not.toBe(constant.history.at(-1)?.trainLoss);
  });
});
