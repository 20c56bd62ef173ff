import { enumerateSpace } from '../../pipeline/study/enumerate-space.js';
import { choice, float, int, type Space } from '../../pipeline/study/space.js';
import type { Parameters, ParameterValue } from '../../pipeline/study/trial.js';

/** A loss of which it is known what each hyperparameter explains. */
export interface KnownTask {
  readonly name: string;
  readonly space: Space;
  loss(parameters: Parameters): number;
  /** Of the hyperparameters that explain something; they sum to 1. */
  readonly importance: Readonly<Record<string, number>>;
}

const number = (parameters: Parameters, name: string) => Number(parameters[name] ?? 0);

/** Variance of `n` equally likely whole numbers in a row. */
const varianceOfRow = (n: number) => (n * n - 1) / 12;

const unit = (count: number): Space =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, float(0, 1)]));

const sum: KnownTask = {
  name: 'sum',
  space: unit(6),
  loss: (p) => 3 * number(p, 'x0') + 2 * number(p, 'x1') + number(p, 'x2'),
  importance: normalised({ x0: 9, x1: 4, x2: 1 }),
};

const product: KnownTask = {
  name: 'product',
  space: unit(5),
  loss: (p) => number(p, 'x0') * number(p, 'x1') + 0.5 * number(p, 'x2'),
  // E[x0 x1 | x0] = x0 / 2.
  importance: normalised({ x0: 1 / 4, x1: 1 / 4, x2: 1 / 4 }),
};

const costs: Readonly<Record<string, number>> = { a: 0, b: 0.5, c: 1, d: 1.5 };

const mixed: KnownTask = {
  name: 'mixed kinds',
  space: {
    rate: float(1e-5, 1e-1, { scale: 'log' }),
    kind: choice(['a', 'b', 'c', 'd']),
    steps: float(0, 1, { step: 0.1 }),
    units: int(0, 200),
  },
  loss: (p) =>
    (Math.log10(number(p, 'rate')) + 3) ** 2 +
    (costs[String(p.kind)] ?? 0) +
    number(p, 'steps') +
    number(p, 'units') / 400,
  importance: normalised({
    // z^2 with z uniform in [-2, 2].
    rate: 16 / 5 - (4 / 3) ** 2,
    kind: varianceOfRow(4) / 4,
    steps: varianceOfRow(11) / 100,
    units: varianceOfRow(201) / 400 ** 2,
  }),
};

const conditional: KnownTask = {
  name: 'conditional',
  space: {
    optimizer: choice(['sgd', 'momentum']),
    momentum: float(0, 1, { when: { optimizer: 'momentum' } }),
    x: float(0, 1),
    idle: float(0, 1),
  },
  loss: (p) => 2 * number(p, 'x') + (p.optimizer === 'momentum' ? 2 * number(p, 'momentum') : 0),
  // The mean of the second term is 1 with momentum and 0 without; its variance within is 4/12, half of the time.
  importance: normalised({ x: 4 / 12, optimizer: 1 / 4, momentum: 4 / 24 }),
};

export const closedForms: readonly KnownTask[] = [sum, product, mixed, conditional];

/** Of a finite space without conditions: the variance of the mean loss of each value, over all settings. */
export function importanceByEnumeration(
  space: Space,
  loss: (parameters: Parameters) => number,
): Readonly<Record<string, number>> {
  const sums = new Map(
    Object.keys(space).map((name) => [name, new Map<ParameterValue | undefined, [number, number]>()]),
  );
  let total = 0;
  let settings = 0;
  for (const parameters of enumerateSpace(space)) {
    const value = loss(parameters);
    total += value;
    settings++;
    for (const [name, byValue] of sums) {
      const [sumOf, count] = byValue.get(parameters[name]) ?? [0, 0];
      byValue.set(parameters[name], [sumOf + value, count + 1]);
    }
  }
  const mean = total / settings;
  const variances = [...sums].map(([name, byValue]): [string, number] => {
    const parts = [...byValue.values()].map(([sumOf, count]) => (count / settings) * (sumOf / count - mean) ** 2);
    return [name, parts.reduce((a, b) => a + b, 0)];
  });
  return normalised(Object.fromEntries(variances));
}

function normalised(variances: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const all = Object.values(variances).reduce((a, b) => a + b, 0);
  return Object.fromEntries(Object.entries(variances).map(([name, variance]) => [name, variance / all]));
}
