import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveOptimizer } from '../../../pipeline/train/optimizers/resolve-optimizer.js';
import type { OptimizerChoice } from '../../../pipeline/train/plan.js';

/** f(w) = a (w - c)^2 / 2, one quadratic a coordinate. */
const curvature = [1, 0.3, 5, 0.01];
const centre = [0.5, -2, 0, 10];
const start = [1, 1, 1, 1];

/** The update of one coordinate in double precision, as its paper writes it; `t` from 1. */
type Rule = (w: number, g: number, t: number) => number;

/** Written out again on purpose, without any rearranging: the oracle. */
const textbook = {
  sgd:
    ({ learningRate }: OptimizerChoice) =>
    (): Rule =>
    (w, g) =>
      w - learningRate * g,
  momentum:
    ({ learningRate, momentum = 0.9 }: OptimizerChoice) =>
    (): Rule => {
      let v = 0;
      return (w, g) => {
        v = momentum * v + g;
        return w - learningRate * v;
      };
    },
  rmsprop:
    ({ learningRate, decay = 0.9, epsilon = 1e-7 }: OptimizerChoice) =>
    (): Rule => {
      let v = 0;
      return (w, g) => {
        v = decay * v + (1 - decay) * g ** 2;
        return w - (learningRate * g) / (Math.sqrt(v) + epsilon);
      };
    },
  adam:
    ({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: OptimizerChoice) =>
    (): Rule => {
      let m = 0;
      let v = 0;
      return (w, g, t) => {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g ** 2;
        const mHat = m / (1 - beta1 ** t);
        const vHat = v / (1 - beta2 ** t);
        return w - (learningRate * mHat) / (Math.sqrt(vHat) + epsilon);
      };
    },
};

function expectedTrajectory(choice: OptimizerChoice, steps: number): number[][] {
  const rules = start.map(() => textbook[choice.name](choice)());
  let w = [...start];
  return Array.from({ length: steps }, (_, s) => {
    w = w.map((value, i) => {
      const g = (curvature[i] ?? 0) * (value - (centre[i] ?? 0));
      return rules[i]?.(value, g, s + 1) ?? Number.NaN;
    });
    return w;
  });
}

function tensorTrajectory(choice: OptimizerChoice, steps: number): number[][] {
  return tf.tidy(() => {
    const optimizer = resolveOptimizer(choice);
    let weight: tf.Tensor = tf.tensor1d(start);
    let slots: Readonly<Record<string, tf.Tensor>> = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, tf.zerosLike(weight)]),
    );
    return Array.from({ length: steps }, (_, s) => {
      const gradient = tf.mul(tf.tensor1d(curvature), tf.sub(weight, tf.tensor1d(centre)));
      const update = optimizer.begin({ learningRate: tf.scalar(optimizer.learningRate), step: tf.scalar(s + 1) });
      ({ weight, slots } = update(weight, gradient, slots));
      return Array.from(weight.dataSync());
    });
  });
}

function expectSameTrajectory(choice: OptimizerChoice, steps: number, tolerance = 2e-5): void {
  const expected = expectedTrajectory(choice, steps);
  tensorTrajectory(choice, steps).forEach((weights, s) => {
    weights.forEach((w, i) => {
      const want = expected[s]?.[i] ?? Number.NaN;
      expect(Math.abs(w - want), `step ${s + 1}, coordinate ${i}`).toBeLessThan(tolerance * (1 + Math.abs(want)));
    });
  });
}

test.each<OptimizerChoice>([
  { name: 'sgd', learningRate: 0.1 },
  { name: 'momentum', learningRate: 0.05 },
  { name: 'momentum', learningRate: 0.05, momentum: 0 },
  { name: 'rmsprop', learningRate: 0.01 },
  { name: 'adam', learningRate: 0.01 },
  { name: 'adam', learningRate: 0.01, epsilon: 0.1 },
])('200 steps of $name follow its published formula: %j', (choice) => {
  expectSameTrajectory(choice, 200);
});

const open = (high: number) => fc.double({ min: 0, max: high, noNaN: true });

test('Adam with both betas 0 is descent by signs', () => {
  // Stops before a coordinate reaches its minimum, where rounding decides about the sign.
  expectSameTrajectory({ name: 'adam', learningRate: 0.01, beta1: 0, beta2: 0 }, 40);
});

test('any options give the published trajectory', () => {
  const choices: fc.Arbitrary<OptimizerChoice> = fc.oneof(
    fc.record({ name: fc.constant('sgd' as const), learningRate: fc.double({ min: 1e-4, max: 0.3, noNaN: true }) }),
    fc.record({
      name: fc.constant('momentum' as const),
      learningRate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
      momentum: open(0.99),
    }),
    fc.record({
      name: fc.constant('rmsprop' as const),
      learningRate: fc.double({ min: 1e-4, max: 0.01, noNaN: true }),
      decay: open(0.99),
      epsilon: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    }),
    fc.record({
      name: fc.constant('adam' as const),
      learningRate: fc.double({ min: 1e-4, max: 0.01, noNaN: true }),
      beta1: open(0.99),
      beta2: open(0.9999),
      epsilon: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(choices, (choice) => expectSameTrajectory(choice, 20)),
    { numRuns: 60 },
  );
});

test("Adam's first step has the length of the learning rate, whatever the gradient's size", () => {
  // mHat = g and sqrt(vHat) = |g| at t = 1.
  const [first] = tensorTrajectory({ name: 'adam', learningRate: 0.01 }, 1);
  first?.forEach((w, i) => {
    const downhill = Math.sign((centre[i] ?? 0) - 1);
    expect(w).toBeCloseTo(1 + 0.01 * downhill, 6);
  });
});
