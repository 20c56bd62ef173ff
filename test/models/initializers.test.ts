import '../train/on-cpu.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mlp, recurrent } from '../../models/index.js';
import { fansOf, type Kernel, type KernelUse } from '../../models/initializers/kernel.js';
import { kernelInitializer } from '../../models/initializers/kernel-initializer.js';
import { type InitializerChoice, type InitializerName, initializers } from '../../models/initializers/registry.js';
import { ModelError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../pipeline/random/with-seeded-math-random.js';

const task: Task = { kind: 'classification', inputShape: [6, 5], classes: ['a', 'b', 'c'] };

function draw(choice: InitializerChoice, { shape, use }: Kernel, ...seed: number[]): Float32Array {
  return withSeededMathRandom(randomStream('initializers', ...seed), () => {
    const values = kernelInitializer('test', choice, use).apply([...shape]);
    expect(values.shape).toEqual(shape);
    return values.dataSync() as Float32Array;
  });
}

/** Dense, convolution, depthwise, and an LSTM's, each with fan-in and fan-out counted by hand and at least 1.8e5 weights. */
const kernels: readonly (Kernel & { readonly fanIn: number; readonly fanOut: number })[] = [
  { shape: [300, 700], use: 'full', fanIn: 300, fanOut: 700 },
  { shape: [3, 3, 100, 200], use: 'full', fanIn: 900, fanOut: 1800 },
  { shape: [3, 5, 4000, 3], use: 'depthwise', fanIn: 15, fanOut: 45 },
  { shape: [1, 1, 300, 600], use: 'full', fanIn: 300, fanOut: 600 },
  { shape: [200, 1000], use: { gates: 4 }, fanIn: 200, fanOut: 250 },
];

test.each(kernels)('fan-in and fan-out of $shape, $use', ({ shape, use, fanIn, fanOut }) => {
  expect(fansOf({ shape, use })).toEqual({ fanIn, fanOut });
});

test('fans count what is connected: units are summed over fan-in weights, and each input is used fan-out times', () => {
  const size = fc.integer({ min: 1, max: 6 });
  const use = fc.oneof(fc.constant<KernelUse>('full'), fc.constant<KernelUse>('depthwise'));
  fc.assert(
    fc.property(fc.tuple(size, size, size, size), use, ([h, w, inputs, outputs], kind) => {
      const { fanIn, fanOut } = fansOf({ shape: [h, w, inputs, outputs], use: kind });
      const weights = h * w * inputs * outputs;
      const outputChannels = kind === 'depthwise' ? inputs * outputs : outputs;
      expect(fanIn * outputChannels).toBe(weights);
      expect(fanOut * inputs).toBe(weights);
    }),
  );
});

type Expected = (fanIn: number, fanOut: number) => { readonly variance: number; readonly shape: 'normal' | 'uniform' };

/** The variances of the papers, written out again. */
const random: Readonly<Partial<Record<InitializerName, Expected>>> = {
  randomNormal: () => ({ variance: 0.0025, shape: 'normal' }),
  randomUniform: () => ({ variance: 0.05 ** 2 / 3, shape: 'uniform' }),
  xavierNormal: (fanIn, fanOut) => ({ variance: 2 / (fanIn + fanOut), shape: 'normal' }),
  xavierUniform: (fanIn, fanOut) => ({ variance: 2 / (fanIn + fanOut), shape: 'uniform' }),
  heNormal: (fanIn) => ({ variance: 2 / fanIn, shape: 'normal' }),
  heUniform: (fanIn) => ({ variance: 2 / fanIn, shape: 'uniform' }),
  lecunNormal: (fanIn) => ({ variance: 1 / fanIn, shape: 'normal' }),
  lecunUniform: (fanIn) => ({ variance: 1 / fanIn, shape: 'uniform' }),
};

describe.each(Object.entries(random) as [InitializerName, Expected][])('%s', (name, expected) => {
  test.each(kernels)('moments on $shape', (kernel) => {
    const { variance, shape } = expected(kernel.fanIn, kernel.fanOut);
    const values = draw(name, kernel, 1);
    const n = values.length;
    const sigma = Math.sqrt(variance);
    const moment = (k: number) => values.reduce((sum, w) => sum + (w / sigma) ** k, 0) / n;
    const kurtosis = shape === 'normal' ? 3 : 9 / 5;
    // Five standard errors of each moment of n draws of a normal distribution, the wider of the two.
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - kurtosis)).toBeLessThan(5 * Math.sqrt(96 / n));
  });
});

test('options', () => {
  const kernel: Kernel = { shape: [200, 200], use: 'full' };
  const deviation = (values: Float32Array) => Math.sqrt(values.reduce((sum, w) => sum + w ** 2, 0) / values.length);
  expect(deviation(draw({ name: 'randomNormal', sigma: 2 }, kernel))).toBeCloseTo(2, 1);
  expect(Math.max(...draw({ name: 'randomUniform', a: 3 }, kernel))).toBeCloseTo(3, 2);
  expect(new Set(draw({ name: 'constant', value: -1.5 }, kernel))).toEqual(new Set([-1.5]));
  expect(new Set(draw('zeros', kernel))).toEqual(new Set([0]));
  expect(new Set(draw({ name: 'randomNormal', sigma: 0 }, kernel)).size).toBeLessThanOrEqual(2); // 0 and -0
});

describe('orthogonal', () => {
  /** The matrices that `fansOf` speaks of, by hand: index of row r and column c of matrix m. */
  const cases: readonly (Kernel & {
    count: number;
    rows: number;
    columns: number;
    at: (m: number, r: number, c: number) => number;
  })[] = [
    { shape: [7, 4], use: 'full', count: 1, rows: 7, columns: 4, at: (_, r, c) => r * 4 + c },
    { shape: [3, 8], use: 'full', count: 1, rows: 3, columns: 8, at: (_, r, c) => r * 8 + c },
    { shape: [3, 3, 2, 5], use: 'full', count: 1, rows: 18, columns: 5, at: (_, r, c) => r * 5 + c },
    { shape: [3, 3, 4, 2], use: 'depthwise', count: 4, rows: 9, columns: 2, at: (m, r, c) => (r * 4 + m) * 2 + c },
    { shape: [5, 20], use: { gates: 4 }, count: 4, rows: 5, columns: 5, at: (m, r, c) => r * 20 + m * 5 + c },
  ];

  test.each(cases)('$shape, $use', (kernel) => {
    const { count, rows, columns, at } = kernel;
    const values = draw({ name: 'orthogonal', gain: 2 }, kernel);
    const long = rows >= columns;
    for (let m = 0; m < count; m++) {
      for (let i = 0; i < Math.min(rows, columns); i++) {
        for (let j = 0; j < Math.min(rows, columns); j++) {
          let product = 0;
          for (let k = 0; k < Math.max(rows, columns); k++) {
            const [a, b] = long ? [at(m, k, i), at(m, k, j)] : [at(m, i, k), at(m, j, k)];
            product += (values[a] ?? Number.NaN) * (values[b] ?? Number.NaN);
          }
          expect(product).toBeCloseTo(i === j ? 4 : 0, 4);
        }
      }
    }
  });
});

test('draws follow from the seed', () => {
  const kernel: Kernel = { shape: [4, 4, 3, 2], use: 'full' };
  for (const name of [...Object.keys(random), 'orthogonal'] as InitializerName[]) {
    expect(draw(name, kernel, 1)).toEqual(draw(name, kernel, 1));
    expect(draw(name, kernel, 1)).not.toEqual(draw(name, kernel, 2));
  }
});

test('every initialiser fits every family option', () => {
  for (const initializer of Object.keys(initializers) as InitializerName[]) {
    const model = recurrent({ ...task, units: 3, initializer, recurrentInitializer: initializer });
    const values = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
    expect(values.every(Number.isFinite)).toBe(true);
  }
});

test('one that is given is the output kernel’s too', () => {
  const kernels = mlp({ ...task, hiddenUnits: 4, initializer: 'zeros' }).getWeights();
  for (const kernel of kernels) expect(new Set(kernel.dataSync())).toEqual(new Set([0]));
});

test.each<[unknown, RegExp]>([
  ['heNorml', /`mlp\.initializer`: unknown initialiser `heNorml`; did you mean `heNormal`\?/],
  [{ name: 'randomNormal', sigma: -1 }, /`mlp\.initializer\.sigma` must be a finite number >= 0, got -1/],
  [{ name: 'constant', value: Number.NaN }, /`mlp\.initializer\.value` must be a finite number, got NaN/],
  [{ name: 'randomNormal', sigmaa: 1 }, /unknown option `sigmaa`; did you mean `sigma`\?/],
  [{ name: 'zeros', value: 1 }, /unknown option `value`; there are no options of zeros/],
])('%j is refused', (initializer, message) => {
  const build = () => mlp({ ...task, initializer: initializer as InitializerChoice });
  expect(build).toThrow(ModelError);
  expect(build).toThrow(message);
});
