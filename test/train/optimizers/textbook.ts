import type { OptimizerName } from '../../../pipeline/train/optimizers/registry.js';
import type { OptimizerWithRate } from '../../../pipeline/train/optimizers/resolve-optimizer.js';

/** The update of one coordinate in double precision, as its paper writes it; `t` from 1. Each rule remembers its own past. */
export type Rule = (w: number, g: number, t: number) => number;

/** Written out again on purpose, without any rearranging: the oracle. */
export const textbook: Readonly<Record<OptimizerName, (choice: OptimizerWithRate) => Rule>> = {
  sgd:
    ({ learningRate }) =>
    (w, g) =>
      w - learningRate * g,

  momentum: ({ learningRate, momentum = 0.9 }) => {
    let v = 0;
    return (w, g) => {
      v = momentum * v + g;
      return w - learningRate * v;
    };
  },

  nesterov: ({ learningRate, momentum = 0.9 }) => {
    let v = 0;
    return (w, g) => {
      v = momentum * v + g;
      return w - learningRate * (g + momentum * v);
    };
  },

  rmsprop: ({ learningRate, decay = 0.9, epsilon = 1e-7 }) => {
    let v = 0;
    return (w, g) => {
      v = decay * v + (1 - decay) * g ** 2;
      return w - (learningRate * g) / (Math.sqrt(v) + epsilon);
    };
  },

  adagrad: ({ learningRate, epsilon = 1e-10 }) => {
    let sum = 0;
    return (w, g) => {
      sum += g ** 2;
      return w - (learningRate * g) / (Math.sqrt(sum) + epsilon);
    };
  },

  adadelta: ({ learningRate, decay = 0.95, epsilon = 1e-6 }) => {
    let squares = 0;
    let steps = 0;
    const rms = (mean: number) => Math.sqrt(mean + epsilon);
    return (w, g) => {
      squares = decay * squares + (1 - decay) * g ** 2;
      const step = (-rms(steps) / rms(squares)) * g;
      steps = decay * steps + (1 - decay) * step ** 2;
      return w + learningRate * step;
    };
  },

  adam: ({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) => {
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

  adamw: ({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 }) => {
    let m = 0;
    let v = 0;
    return (w, g, t) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      const mHat = m / (1 - beta1 ** t);
      const vHat = v / (1 - beta2 ** t);
      return w - learningRate * (mHat / (Math.sqrt(vHat) + epsilon) + weightDecay * w);
    };
  },

  adamax: ({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) => {
    let m = 0;
    let u = 0;
    return (w, g, t) => {
      m = beta1 * m + (1 - beta1) * g;
      u = Math.max(beta2 * u, Math.abs(g) + epsilon);
      return w - (learningRate / (1 - beta1 ** t)) * (m / u);
    };
  },

  nadam: ({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004 }) => {
    let m = 0;
    let v = 0;
    let product = 1;
    const mu = (t: number) => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    return (w, g, t) => {
      product *= mu(t);
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g ** 2;
      const mBar = (mu(t + 1) * m) / (1 - product * mu(t + 1)) + ((1 - mu(t)) * g) / (1 - product);
      const vHat = v / (1 - beta2 ** t);
      return w - (learningRate * mBar) / (Math.sqrt(vHat) + epsilon);
    };
  },

  lion: ({ learningRate, beta1 = 0.9, beta2 = 0.99 }) => {
    let m = 0;
    return (w, g) => {
      const update = Math.sign(beta1 * m + (1 - beta1) * g);
      m = beta2 * m + (1 - beta2) * g;
      return w - learningRate * update;
    };
  },
};

/** The rule of one coordinate, of a weight that decays or one that does not. */
export function ruleOf(choice: OptimizerWithRate, decays: boolean): Rule {
  const decay = decays ? choice.weightDecay : 0;
  const rule = textbook[choice.name]({ ...choice, weightDecay: decay });
  // AdamW's rule has the decay inside, as its paper writes it.
  if (choice.name === 'adamw') return rule;
  return (w, g, t) => rule(w - choice.learningRate * (decay ?? 0) * w, g, t);
}
