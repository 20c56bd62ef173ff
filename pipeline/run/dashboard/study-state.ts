import { z } from 'zod';
import type { Attributes } from '../../store/json-value.js';
import { systemAttributes } from '../../store/system-attributes.js';
import { studyAttributes } from '../record/study-attributes.js';
import { isGone } from '../record/this-process.js';
import type { StudyState } from './messages.js';

const holderSchema = z.object({
  id: z.string(),
  machine: z.string(),
  process: z.number(),
  host: z.string(),
  /** Seconds since 1970, by the clock of the database. */
  sign: z.number(),
});

/** After so long without a sign of life, in seconds, nobody conducts a study any more; signs come every ten seconds. */
const longestSilence = 60;

/** How a study goes on, by its system attributes. @param now milliseconds since 1970 */
export function studyState(system: Attributes, now: number): StudyState {
  if (!(studyAttributes.settings in system)) return 'shared';
  const holder = holderSchema.safeParse(system[systemAttributes.holder]).data;
  const isHeld = holder !== undefined && !isGone(holder) && now / 1000 - holder.sign <= longestSilence;
  const ended = system[studyAttributes.ended];
  if (!isHeld) return typeof ended === 'string' && ended !== 'interrupted' ? 'ended' : 'left';
  const request = system[studyAttributes.request];
  if (request === 'stop') return 'stopping';
  if (system[studyAttributes.paused] === true) return request === 'continue' ? 'running' : 'paused';
  return request === 'pause' ? 'pausing' : 'running';
}
