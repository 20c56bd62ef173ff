import { z } from 'zod';

/** A part of the optimizer's learning rate. */
export const share = z
  .number({ error: 'must be a number' })
  .min(0, { error: 'must be in [0, 1]' })
  .max(1, { error: 'must be in [0, 1]' });

/** A duration in epochs; it need not be whole. */
export const epochCount = z.number({ error: 'must be a number of epochs' }).positive({ error: 'must be > 0' });

/** What a rate is multiplied with. */
export const reduction = z
  .number({ error: 'must be a number' })
  .positive({ error: 'must be in (0, 1]' })
  .max(1, { error: 'must be in (0, 1]' });

/** Whether the rate changes with every update of the weights or stays the same for an epoch. */
export const by = z.enum(['step', 'epoch'], { error: 'must be "step" or "epoch"' });
