import { defineImportanceMethod } from '../importance-method.js';
import { forestOptions, meanShares } from './forest.js';
import { marginalEffects } from './marginal-effects.js';

/**
 * Functional ANOVA (Hutter, Hoos and Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance"): a forest
 * is fitted to the losses, and the variance of each tree over the whole space is decomposed exactly, from its leaves. The effect
 * of a hyperparameter is the share of the variance that it explains on its own, 0 to 1; what is left of 1 in sum is due to
 * interactions. The forest is of extremely randomized trees in place of bootstrapped ones: they come nearer to known
 * shares, and are exact on a full grid (docs/importance.md).
 */
export const fanovaMethod = defineImportanceMethod(
  {
    name: 'fanova',
    summary: 'share of the variance of the losses that a hyperparameter explains on its own, over the whole space',
    source: 'Hutter, Hoos, Leyton-Brown 2014, An Efficient Approach for Assessing Hyperparameter Importance',
    options: forestOptions,
  },
  (table, options, seed) => {
    const { names, shares } = meanShares(table, options, seed, marginalEffects);
    return new Map(names.map((name, d) => [name, shares[d] ?? 0]));
  },
);
