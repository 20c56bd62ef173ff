import { z } from 'zod';
import { definePruner } from '../pruner.js';

/** Every trial runs to its end. */
export const nonePruner = definePruner(
  { name: 'none', summary: 'every trial runs to its end', source: '', options: z.strictObject({}) },
  () => undefined,
);

/** For a study file: `pruner: none()`. */
export const none = () => ({ name: 'none' }) as const;
