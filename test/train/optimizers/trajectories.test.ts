import '../on-cpu.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { type OptimizerName, optimizers } from '../../../pipeline/train/optimizers/registry.js';
import type { OptimizerWithRate } from '../../../pipeline/train/optimizers/resolve-optimizer.js';
import { quadratic, tensorTrajectory, textbookTrajectory } from './quadratic.js';
import reference from './reference/trajectories.json' with { type: 'json' };
import { relativeDifference } from './relative-difference.js';
import { compiledTrajectory, type PartOfPlan, trajectoryByHand } from './small-network.js';

/** Rates at which no trajectory is unstable: there rounding errors grow in every implementation. */
const rates: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.1,
  momentum: 0.05,
  nesterov: 0.05,
  rmsprop: 0.003,
  adagrad: 0.05,
  adadelta: 1,
  adam: 0.01,
  adamw: 0.01,
  adamax: 0.01,
  nadam: 0.01,
  lion: 0.003,
};
const names = Object.keys(optimizers) as OptimizerName[];
const plain = names.map((name): OptimizerWithRate => ({ name, learningRate: rates[name] }));

function expectSameTrajectory(choice: OptimizerWithRate, steps: number, tolerance = 2e-5): void {
  const expected = textbookTrajectory(quadratic, choice, steps);
  tensorTrajectory(quadratic, { optimizer: choice }, steps).forEach((weights, s) => {
    weights.forEach((w, i) => {
      const want = expected[s]?.[i] ?? Number.NaN;
      expect(Math.abs(w - want), `step ${s + 1}, coordinate ${i}`).toBeLessThan(tolerance * (1 + Math.abs(want)));
    });
  });
}

describe('on a quadratic', () => {
  test.each<OptimizerWithRate>([
    ...plain,
    { name: 'momentum', learningRate: 0.05, momentum: 0 },
    { name: 'adam', learningRate: 0.01, epsilon: 0.1 },
    { name: 'nadam', learningRate: 0.01, momentumDecay: 0 },
    { name: 'nadam', learningRate: 0.01, beta1: 0.999, momentumDecay: 50 },
    ...plain.map((choice) => ({ ...choice, weightDecay: 0.3 })),
  ])('40 steps of $name follow its published formula: %j', (choice) => {
    expectSameTrajectory(choice, 40);
  });

  test.each(plain)('$name leaves a weight alone whose gradient is always 0', (optimizer) => {
    const flat = { ...quadratic, curvature: [0, 0, 0, 0] };
    expect(tensorTrajectory(flat, { optimizer: { ...optimizer, weightDecay: 0 } }, 5).at(-1)).toEqual(flat.start);
  });

  test('Adam with both betas 0 is descent by signs', () => {
    // Stops before a coordinate reaches its minimum, where rounding decides about the sign.
    expectSameTrajectory({ name: 'adam', learningRate: 0.01, beta1: 0, beta2: 0 }, 40);
  });

  test("Adam's first step has the length of the learning rate, whatever the gradient's size", () => {
    // mHat = g and sqrt(vHat) = |g| at t = 1.
    const [first] = tensorTrajectory(quadratic, { optimizer: { name: 'adam', learningRate: 0.01 } }, 1);
    first?.forEach((w, i) => {
      const downhill = Math.sign((quadratic.centre[i] ?? 0) - 1);
      expect(w).toBeCloseTo(1 + 0.01 * downhill, 6);
    });
  });

  const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  /** Epsilons that rounding in nearly vanished gradients cannot beat. */
  const options: Readonly<Record<string, fc.Arbitrary<number>>> = {
    momentum: between(0, 0.99),
    decay: between(0, 0.99),
    beta1: between(0, 0.99),
    beta2: between(0, 0.9999),
    epsilon: between(1e-4, 1),
    momentumDecay: between(0, 1),
  };
  // Lion's sign of a nearly vanished number is a matter of rounding, whatever the options.
  const smooth = names.filter((name) => name !== 'lion');

  test.each(smooth)('any options of %s give the published trajectory', (name) => {
    const choices: fc.Arbitrary<OptimizerWithRate> = fc.record({
      name: fc.constant(name),
      learningRate: between(rates[name] / 100, rates[name]),
      weightDecay: between(0, 1),
      ...Object.fromEntries(
        Object.entries(options).filter(([option]) => Object.hasOwn(optimizers[name].defaults, option)),
      ),
    });
    fc.assert(
      fc.property(choices, (choice) => expectSameTrajectory(choice, 15)),
      { numRuns: 8 },
    );
  });
});

describe('on a small network, in a compiled step', async () => {
  const engine = await openEngine('onnx', { threads: 1 });
  const steps = [1, 2, 30];

  test.each<PartOfPlan>([
    ...plain.map((optimizer) => ({ optimizer })),
    ...plain.map((optimizer) => ({ optimizer: { ...optimizer, weightDecay: 0.5 }, clipping: { norm: 0.2 } })),
    { optimizer: { name: 'adam', learningRate: 0.01, weightDecay: 0.5, weightDecayOf: 'all' } },
    { optimizer: { name: 'momentum', learningRate: 0.05 }, clipping: { value: 0.03 } },
    { optimizer: { name: 'sgd', learningRate: 0.1 }, clipping: { norm: 1e6 } },
  ])('$optimizer.name follows its formula: %j', async (part) => {
    const compiled = await compiledTrajectory(engine, reference.network, part, steps);
    const expected = trajectoryByHand(reference.network, part, steps);
    expect(relativeDifference(compiled, expected)).toBeLessThan(1e-5);
  });
});
