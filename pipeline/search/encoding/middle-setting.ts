import { orderParameters } from '../../study/order-parameters.js';
import type { Space } from '../../study/space.js';
import type { Parameters } from '../../study/trial.js';
import { settingAt } from './setting-at.js';

/** A setting that stands for a space: the middle of every range on its own scale, the first value of every choice. */
export function middleSetting(space: Space): Parameters {
  const ordered = orderParameters(space);
  return settingAt(space, (dimension) => (ordered[dimension]?.[1].kind === 'choice' ? 0 : 0.5));
}
