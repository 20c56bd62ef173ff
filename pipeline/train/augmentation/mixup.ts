import { z } from 'zod';
import { drawBeta } from '../../random/draw-beta.js';
import type { AugmentationDefinition, BatchAugmentation } from './augmentation.js';

const options = z.strictObject({
  /** Of the distribution Beta(alpha, alpha) of the shares; with 0 every sample stays as it is. */
  alpha: z
    .number({ error: 'must be a number' })
    .min(0, { error: 'must not be negative' })
    .max(1000, { error: 'must be at most 1000' })
    .default(0.2),
});

/**
 * x <- s x + (1 - s) x', t <- s t + (1 - s) t' with another sample (x', t') of the batch, from a random permutation,
 * and one share s ~ Beta(alpha, alpha) a batch, as the authors' own program has it. Samples are blended as the network
 * sees them.
 */
export const mixupAugmentation: AugmentationDefinition<'mixup', typeof options, BatchAugmentation> = {
  name: 'mixup',
  summary: 'blends samples and their targets with those of others',
  source: 'Zhang et al. 2018, mixup: Beyond Empirical Risk Minimization, section 2',
  options,
  create(given) {
    const parsed = options.parse(given);
    return {
      changes: 'batch',
      name: 'mixup',
      options: parsed,
      drawShare: (random) => (parsed.alpha === 0 ? 1 : drawBeta(parsed.alpha, parsed.alpha, random)),
    };
  },
};

/** For a study file: `augmentation: [crop(), mixup({ alpha: 0.4 })]`. */
export const mixup = (given: z.input<typeof options> = {}) => ({ name: 'mixup', ...given }) as const;
