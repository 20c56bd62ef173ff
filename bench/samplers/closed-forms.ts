import { choice, float, int, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import type { Task } from './task.js';

/** `count` equal parameters x0, x1, ... */
const box = (count: number, low: number, high: number): Space =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, float(low, high)]));

const vector = (parameters: Parameters) => Object.values(parameters).map(Number);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Optima off the centre and off any grid, so that no sampler has them by construction. */
const shift = [0.62, -1.37, 2.05, -0.44, 1.21, -2.33, 0.17, 1.78, -0.91, 2.64, -1.66, 0.88];
const shifted = (parameters: Parameters) => vector(parameters).map((x, i) => x - (shift[i] ?? 0));

const sphere: Task = {
  name: 'sphere-6',
  kind: 'smooth',
  space: box(6, -5, 5),
  loss: (p) => sum(shifted(p).map((z) => z * z)),
  best: 0,
};

const ellipsoid: Task = {
  name: 'ellipsoid-5',
  kind: 'smooth',
  space: box(5, -5, 5),
  loss: (p) => sum(shifted(p).map((z, i, all) => 100 ** (i / 4) * (z + 0.5 * (all[i - 1] ?? 0)) ** 2)),
  best: 0,
};

const rosenbrock: Task = {
  name: 'rosenbrock-4',
  kind: 'smooth',
  space: box(4, -2, 2),
  loss: (p) =>
    sum(
      vector(p).map((x, i, all) =>
        i === 0 ? 0 : 100 * (x - (all[i - 1] ?? 0) ** 2) ** 2 + (1 - (all[i - 1] ?? 0)) ** 2,
      ),
    ),
  best: 0,
};

const branin: Task = {
  name: 'branin',
  kind: 'smooth',
  space: { x: float(-5, 10), y: float(0, 15) },
  loss: ({ x, y }) =>
    (Number(y) - (5.1 * Number(x) ** 2) / (4 * Math.PI ** 2) + (5 * Number(x)) / Math.PI - 6) ** 2 +
    10 * (1 - 1 / (8 * Math.PI)) * Math.cos(Number(x)) +
    10,
  best: 0.39788735772973816,
};

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannP = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const hartmannAlpha = [1, 1.2, 3, 3.2];

const hartmann6 = (x: readonly number[]) =>
  -sum(
    hartmannAlpha.map(
      (alpha, i) =>
        alpha * Math.exp(-sum((hartmannA[i] ?? []).map((a, j) => a * ((x[j] ?? 0) - (hartmannP[i]?.[j] ?? 0)) ** 2))),
    ),
  );

const hartmannBest = -3.322368011415515;

const hartmann: Task = {
  name: 'hartmann-6',
  kind: 'smooth',
  space: box(6, 0, 1),
  loss: (p) => hartmann6(vector(p)),
  best: hartmannBest,
};

const ackley: Task = {
  name: 'ackley-5',
  kind: 'multimodal',
  space: box(5, -10, 10),
  loss(p) {
    const z = shifted(p);
    const mean = (values: readonly number[]) => sum(values) / values.length;
    return (
      20 -
      20 * Math.exp(-0.2 * Math.sqrt(mean(z.map((x) => x * x)))) +
      Math.E -
      Math.exp(mean(z.map((x) => Math.cos(2 * Math.PI * x))))
    );
  },
  best: 0,
};

const rastrigin: Task = {
  name: 'rastrigin-4',
  kind: 'multimodal',
  space: box(4, -5.12, 5.12),
  loss: (p) => sum(shifted(p).map((z) => 10 + z * z - 10 * Math.cos(2 * Math.PI * z))),
  best: 0,
};

const levy: Task = {
  name: 'levy-6',
  kind: 'multimodal',
  space: box(6, -10, 10),
  loss(p) {
    const w = vector(p).map((x) => 1 + (x - 1) / 4);
    return sum(
      w.map((x, i) => {
        if (i === 0)
          return (
            Math.sin(Math.PI * x) ** 2 + (w.length === 1 ? 0 : (x - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * x + 1) ** 2))
          );
        if (i === w.length - 1) return (x - 1) ** 2 * (1 + Math.sin(2 * Math.PI * x) ** 2);
        return (x - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * x + 1) ** 2);
      }),
    );
  },
  best: 0,
};

/** Shaped like a network's validation error: a valley in the learning rate that moves with batch size and momentum. */
const rates: Task = {
  name: 'learning-rates',
  kind: 'log',
  space: {
    learningRate: float(1e-5, 1, { scale: 'log' }),
    weightDecay: float(1e-7, 1e-1, { scale: 'log' }),
    epsilon: float(1e-9, 1e-3, { scale: 'log' }),
    oneMinusMomentum: float(1e-3, 0.5, { scale: 'log' }),
    dropout: float(0, 0.8),
  },
  loss({ learningRate, weightDecay, epsilon, oneMinusMomentum, dropout }) {
    const rate = Math.log10(Number(learningRate));
    const effective = rate - 0.7 * (Math.log10(Number(oneMinusMomentum)) + 1) + 2.3;
    // Too high a rate diverges: the error rises more steeply than it does below the best rate.
    const steep = effective > 0 ? 3 * effective ** 2 : 0.6 * effective ** 2;
    const decay = (Math.log10(Number(weightDecay)) + 3.6) ** 2 / 12;
    const tiny = 0.02 * (Math.log10(Number(epsilon)) + 7) ** 2;
    return 0.05 + steep / (1 + 0.3 * steep) + decay / (1 + 0.5 * decay) + tiny + 0.8 * (Number(dropout) - 0.25) ** 2;
  },
  best: 0.05,
};

/** Whole numbers only: a small network's shape. */
const shapes: Task = {
  name: 'integers',
  kind: 'integer',
  space: {
    layers: int(1, 8),
    units: int(8, 1024, { scale: 'log' }),
    filters: int(8, 128, { step: 8 }),
    kernel: int(1, 11, { step: 2 }),
    batch: int(16, 512, { scale: 'log' }),
  },
  loss({ layers, units, filters, kernel, batch }) {
    const depth = Number(layers) - 3;
    const width = Math.log2(Number(units) / 180) + 0.4 * depth;
    const bank = (Number(filters) - 72) / 40 + 0.3 * depth;
    const field = (Number(kernel) - 5) / 4;
    const steps = Math.log2(Number(batch) / 64);
    return depth ** 2 / 6 + width ** 2 / 3 + bank ** 2 + field ** 2 + steps ** 2 / 8 + 0.2 * Math.abs(steps * field);
  },
  best: 0,
};

const letters = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** Unordered choices with effects of their own and in pairs, and two rates. */
const categories: Task = {
  name: 'categorical',
  kind: 'categorical',
  space: {
    c0: choice(letters),
    c1: choice(letters),
    c2: choice(letters),
    c3: choice(letters.slice(0, 4)),
    c4: choice(letters.slice(0, 3)),
    x: float(0, 1),
    y: float(0, 1),
  },
  loss({ c0, c1, c2, c3, c4, x, y }) {
    const at = (value: unknown, effects: readonly number[]) => effects[letters.indexOf(value as 'a')] ?? 0;
    const own =
      at(c0, [0.9, 0.3, 1.2, 0, 0.7, 1]) +
      at(c1, [0.5, 1.1, 0, 0.8, 0.4, 0.9]) +
      at(c2, [0.2, 0.6, 0.9, 0.5, 0, 1.3]) +
      at(c3, [0.3, 0, 0.7, 0.5]) +
      at(c4, [0, 0.4, 0.2]);
    const pair = c0 === 'd' && c1 !== 'c' ? 0.6 : 0;
    const place = at(c2, [0.2, 0.8, 0.4, 0.6, 0.7, 0.1]);
    return own + pair + 2 * (Number(x) - place) ** 2 + (Number(y) - 0.35) ** 2;
  },
  best: 0,
};

/** Each optimizer has parameters of its own, one level deeper a schedule has them too. */
const conditions: Task = {
  name: 'conditional',
  kind: 'conditional',
  space: {
    optimizer: choice(['sgd', 'momentum', 'adam', 'rmsprop']),
    rate: float(1e-5, 1, { scale: 'log' }),
    momentum: float(0.5, 0.999, { when: { optimizer: 'momentum' } }),
    beta1: float(0.5, 0.999, { when: { optimizer: 'adam' } }),
    epsilon: float(1e-9, 1e-2, { scale: 'log', when: { optimizer: ['adam', 'rmsprop'] } }),
    schedule: choice(['constant', 'step', 'cosine'], { when: { optimizer: ['sgd', 'momentum'] } }),
    factor: float(0.05, 0.9, { when: { schedule: 'step' } }),
    every: int(1, 20, { when: { schedule: 'step' } }),
    layers: int(1, 6),
  },
  loss({ optimizer, rate, momentum, beta1, epsilon, schedule, factor, every, layers }) {
    const log = Math.log10(Number(rate));
    const depth = (Number(layers) - 4) ** 2 / 30;
    if (optimizer === 'adam') {
      const fit =
        (log + 2.9) ** 2 / 3 + 4 * (Number(beta1) - 0.88) ** 2 + (Math.log10(Number(epsilon)) + 6.5) ** 2 / 60;
      return 0.05 + fit / (1 + 0.4 * fit) + depth;
    }
    if (optimizer === 'rmsprop')
      return 0.15 + (log + 3.2) ** 2 / 3 + (Math.log10(Number(epsilon)) + 5) ** 2 / 60 + depth;
    const wanted = optimizer === 'momentum' ? -1.8 + Math.log10((1 - Number(momentum)) * 10) * 0.8 : -0.9;
    const base = optimizer === 'momentum' ? 6 * (Number(momentum) - 0.91) ** 2 : 0.12;
    const plan =
      schedule === 'step'
        ? 0.3 * (Number(factor) - 0.3) ** 2 + ((Number(every) - 7) / 20) ** 2
        : schedule === 'cosine'
          ? 0.03
          : 0.1;
    const fit = (log - wanted) ** 2 / 2;
    return base + plan + fit / (1 + 0.2 * fit) + depth;
  },
  best: 0,
};

/** Twelve parameters of which three matter: hyperparameters are like that (Bergstra and Bengio 2012). */
const sparse: Task = {
  name: 'sparse-12',
  kind: 'sparse',
  space: box(12, -5, 5),
  loss(p) {
    const z = shifted(p);
    const [a = 0, b = 0, c = 0] = [z[1], z[4], z[9]];
    return a * a + 2 * (b + 0.3 * a) ** 2 + 3 * Math.abs(c) + 0.002 * sum(z.map((x) => x * x));
  },
  best: 0,
};

/** Hartmann's function in six of twelve dimensions. */
const sparseHartmann: Task = {
  name: 'hartmann-6-of-12',
  kind: 'sparse',
  space: box(12, 0, 1),
  loss: (p) => hartmann6(vector(p).filter((_, i) => i % 2 === 0)),
  best: hartmannBest,
};

export const closedForms: readonly Task[] = [
  sphere,
  ellipsoid,
  rosenbrock,
  branin,
  hartmann,
  ackley,
  rastrigin,
  levy,
  rates,
  shapes,
  categories,
  conditions,
  sparse,
  sparseHartmann,
];
