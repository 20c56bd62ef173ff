import * as tf from '@tensorflow/tfjs-core';
import type { Initializer } from './initializer.js';
import { orthogonal } from './orthogonal.js';
import { scaledNormal, scaledUniform } from './variance-scaling.js';

/** All units compute the same and get the same gradient, so they stay the same: a control for teaching. */
const zeros: Initializer<Record<never, number>> = {
  defaults: {},
  notNegative: [],
  draw: ({ shape }) => tf.zeros([...shape]),
};

const constant: Initializer<{ value: number }> = {
  defaults: { value: 0.01 },
  notNegative: [],
  draw: ({ shape }, { value }) => tf.fill([...shape], value),
};

/** The same for layers of every width, so right for at most one of them. */
const randomNormal: Initializer<{ sigma: number }> = {
  defaults: { sigma: 0.05 },
  notNegative: ['sigma'],
  draw: ({ shape }, { sigma }) => tf.randomNormal([...shape], 0, sigma),
};

/** Uniform in [-a, a]. */
const randomUniform: Initializer<{ a: number }> = {
  defaults: { a: 0.05 },
  notNegative: ['a'],
  draw: ({ shape }, { a }) => tf.randomUniform([...shape], -a, a),
};

/** Every initialiser of kernels by the name that model families know it under. */
export const initializers = {
  zeros,
  constant,
  randomNormal,
  randomUniform,
  /** Variance 2 / (fan-in + fan-out), which keeps signals and gradients through tanh: Glorot and Bengio 2010, eq. 12. */
  xavierNormal: scaledNormal(({ fanIn, fanOut }) => 2 / (fanIn + fanOut)),
  xavierUniform: scaledUniform(({ fanIn, fanOut }) => 2 / (fanIn + fanOut)),
  /** Variance 2 / fan-in, because a rectifier lets half of it through: He et al. 2015, eq. 10. */
  heNormal: scaledNormal(({ fanIn }) => 2 / fanIn),
  heUniform: scaledUniform(({ fanIn }) => 2 / fanIn),
  /** Variance 1 / fan-in: LeCun et al. 1998, Efficient BackProp, eq. 16; the one for SELU (Klambauer et al. 2017). */
  lecunNormal: scaledNormal(({ fanIn }) => 1 / fanIn),
  lecunUniform: scaledUniform(({ fanIn }) => 1 / fanIn),
  orthogonal,
} as const satisfies Record<string, Initializer>;

export type InitializerName = keyof typeof initializers;

type OptionsOf<I> = I extends Initializer<infer Options> ? Partial<Options> : never;

/** By name, or with options: `{ name: 'randomNormal', sigma: 0.01 }`. */
export type InitializerChoice =
  | InitializerName
  | { [N in InitializerName]: { readonly name: N } & Readonly<OptionsOf<(typeof initializers)[N]>> }[InitializerName];
