import { StudyFileError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { Clipping } from '../plan.js';

/** @throws StudyFileError when it is neither `{ norm }` nor `{ value }` with a finite number > 0. */
export function resolveClipping(clipping: Clipping): Clipping {
  const given = Object.entries(clipping ?? {}).filter(([, value]) => value !== undefined);
  const [[kind, limit] = []] = given;
  if (given.length !== 1 || (kind !== 'norm' && kind !== 'value')) {
    throw new StudyFileError(`\`training.clipping\` must be either { norm } or { value }, got ${quoteValue(clipping)}`);
  }
  if (typeof limit === 'number' && limit > 0 && limit < Infinity) return clipping;
  throw new StudyFileError(`\`training.clipping.${kind}\` must be a finite number > 0, got ${quoteValue(limit)}`);
}
