import { z } from 'zod';

/** A length; with 0 an augmentation does nothing, which is how a study leaves it out of some trials. */
export const pixelCount = z
  .int({ error: 'must be a whole number of pixels' })
  .min(0, { error: 'must not be negative' });
