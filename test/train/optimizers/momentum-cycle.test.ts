import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { LayerVariable } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { oneCycle, warmUp } from '../../../index.js';
import { mlp } from '../../../models/index.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import { optimizers } from '../../../pipeline/train/optimizers/registry.js';
import { type OptimizerWithRate, resolveOptimizer } from '../../../pipeline/train/optimizers/resolve-optimizer.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import type { ScheduleChoice } from '../../../pipeline/train/schedules/registry.js';
import { resolveSchedule } from '../../../pipeline/train/schedules/resolve-schedule.js';
import { trainModel } from '../../../pipeline/train/train-model.js';
import { momentumAt } from '../../../pipeline/train/update/momentum-at.js';
import { createUpdateState } from '../../../pipeline/train/update/update-state.js';
import { cpu } from '../on-cpu.js';
import { blobs } from '../small-data.js';
import reference from './reference/momentum-cycle.json' with { type: 'json' };

/** From reference/momentum_cycle.py. */
const cases = reference.cases.map(({ optimizer, schedule, ...rest }) => ({
  optimizer: optimizer as OptimizerWithRate,
  schedule: schedule as ScheduleChoice,
  ...rest,
}));
const { steps, quadratic } = reference;
const positionAt = (step: number) => ({ step, stepsPerEpoch: steps, epochs: 1, validationLosses: [] });

describe(`PyTorch ${reference.versions.torch} moves momentum in the same way`, () => {
  test.each(cases)('$optimizer.name, $schedule', ({ optimizer, schedule, momenta, weights }) => {
    const plan = { optimizer: resolveOptimizer(optimizer), schedule: resolveSchedule(schedule), accumulation: 1 };
    const initial = tf.tensor2d(quadratic.start, [1, quadratic.start.length]);
    const kernel = new LayerVariable(initial, 'float32', 'quadratic/kernel');
    initial.dispose();
    const model = { weights: [kernel], trainableWeights: [kernel], layers: [], outputs: [] };
    const state = createUpdateState(model, plan);
    expect(state.scalars).toEqual(['learningRate', 'step', 'momentum']);
    for (let step = 0; step < steps; step++) {
      const position = positionAt(step);
      const momentum = momentumAt(plan, position) ?? Number.NaN;
      expect(momentum).toBeCloseTo(momenta[step] ?? Number.NaN, 12);
      tf.tidy(() => {
        const slope = tf.mul(tf.tensor1d(quadratic.curvature), tf.sub(kernel.read(), tf.tensor1d(quadratic.centre)));
        state.apply(
          { [kernel.name]: slope },
          {
            learningRate: tf.scalar(optimizer.learningRate * plan.schedule.share(position)),
            step: tf.scalar(step + 1),
            momentum: tf.scalar(momentum),
          },
        );
      });
      kernel
        .read()
        .dataSync()
        .forEach((weight, i) => {
          expect(Math.abs(weight - (weights[step]?.[i] ?? Number.NaN))).toBeLessThan(2e-5);
        });
    }
    state.dispose();
    kernel.dispose();
  });
});

describe('momentumAt', () => {
  const adam = resolveOptimizer({ name: 'adam', learningRate: 1, beta1: 0.9 });

  test('falls from the optimizer’s own by `momentumDip` and comes back; never below 0', () => {
    const schedule = resolveSchedule(oneCycle({ rise: 0.5, anneal: 'linear' }));
    const at = (step: number) => momentumAt({ optimizer: adam, schedule }, { ...positionAt(step), stepsPerEpoch: 10 });
    expect([0, 2, 4, 9].map(at).map((value) => value?.toFixed(4))).toEqual(['0.9000', '0.8500', '0.8000', '0.9000']);
    const deep = resolveSchedule(oneCycle({ rise: 0.5, momentumDip: 0.95 }));
    expect(momentumAt({ optimizer: adam, schedule: deep }, { ...positionAt(4), stepsPerEpoch: 10 })).toBe(0);
  });

  test('a warm-up leaves it alone, and the schedule after it moves it', () => {
    const schedule = resolveSchedule(warmUp({ duration: 1, schedule: oneCycle({ rise: 0.5, anneal: 'linear' }) }));
    const at = (step: number) =>
      momentumAt({ optimizer: adam, schedule }, { step, stepsPerEpoch: 5, epochs: 3, validationLosses: [] });
    expect([0, 4, 5, 9, 14].map(at).map((value) => value?.toFixed(4))).toEqual([
      '0.9000',
      '0.9000',
      '0.9000',
      '0.8000',
      '0.9000',
    ]);
  });

  test('nothing moves without a cycle, without a dip, or where there is no momentum', () => {
    const position = positionAt(4);
    const sgd = resolveOptimizer({ name: 'sgd', learningRate: 1 });
    expect(momentumAt({ optimizer: adam, schedule: resolveSchedule('cosine') }, position)).toBeUndefined();
    expect(momentumAt({ optimizer: adam, schedule: resolveSchedule(warmUp()) }, position)).toBeUndefined();
    const still = resolveSchedule(oneCycle({ momentumDip: 0 }));
    expect(momentumAt({ optimizer: adam, schedule: still }, position)).toBeUndefined();
    expect(momentumAt({ optimizer: sgd, schedule: resolveSchedule('oneCycle') }, position)).toBeUndefined();
    const withMomentum = Object.entries(optimizers).flatMap(([name, rule]) => ('momentum' in rule ? [name] : []));
    expect(withMomentum).toEqual(['momentum', 'nesterov', 'adam', 'adamw', 'adamax', 'nadam', 'lion']);
  });
});

describe('in the compiled step', () => {
  const data = blobs([48, 10, 10]);
  const plan: TrainingPlan = {
    epochs: 2,
    batchSize: 8,
    optimizer: { name: 'nadam', learningRate: 0.05 },
    schedule: oneCycle({ momentumDip: 0.3 }),
  };

  async function weightsAfter(engine: typeof cpu, change: Partial<TrainingPlan>) {
    await engine.activate();
    const model = buildModel((_hp, task) => mlp({ ...task, hiddenUnits: 4 }), {}, data.task, [1]);
    await trainModel({ engine, model, plan: { ...plan, ...change }, data, seedPath: [1] });
    const weights = (await Promise.all(model.weights.map((weight) => weight.read().data()))).flatMap((w) => [...w]);
    model.dispose();
    return weights;
  }

  test.each([1, 2])('it is the eager one, with %d batches an update, and not that of constant momentum', async (n) => {
    const onnx = await openEngine('onnx', { threads: 1 });
    const compiled = await weightsAfter(onnx, { accumulation: n });
    const eager = await weightsAfter(cpu, { accumulation: n });
    const constant = await weightsAfter(onnx, { accumulation: n, schedule: oneCycle({ momentumDip: 0 }) });
    const farthest = (a: readonly number[], b: readonly number[]) =>
      Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
    expect(farthest(compiled, eager)).toBeLessThan(1e-4);
    expect(farthest(compiled, constant)).toBeGreaterThan(1e-2);
  });
});
