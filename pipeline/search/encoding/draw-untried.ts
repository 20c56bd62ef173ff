import type { RandomStream } from '../../random/random-stream.js';
import { parametersKey } from '../../study/contains-parameters.js';
import { enumerateSpace, spaceSize } from '../../study/enumerate-space.js';
import type { SettingPredicate } from '../../study/setting-predicate.js';
import type { Space } from '../../study/space.js';
import type { Parameters } from '../../study/trial.js';
import { settingAt } from './setting-at.js';

/** So many draws without an untried setting that is allowed, and there is none, as far as drawing can tell. */
export const mostDraws = 10_000;

/** A space of at most so many settings is listed at once; of a larger one no more are kept in memory. */
export const longestList = 10_000;

/** A finite space is gone through up to here, which takes about a second. */
const mostListed = 1_000_000;

/**
 * A random untried setting that is allowed. Where there is none: `exhausted` when there was one or the whole space has been
 * gone through, `never allowed` when none of all the settings met was allowed.
 */
export function drawUntried(
  space: Space,
  random: RandomStream,
  tried: ReadonlySet<string>,
  allows: SettingPredicate,
): Parameters | 'exhausted' | 'never allowed' {
  const size = spaceSize(space);
  let anyAllowed = false;
  for (let draw = 0; draw < mostDraws && size > longestList; draw++) {
    const setting = settingAt(space, () => random.uniform());
    if (!allows(setting)) continue;
    if (!tried.has(parametersKey(setting))) return setting;
    anyAllowed = true;
  }
  if (Number.isFinite(size)) {
    const untried: Parameters[] = [];
    let listed = 0;
    for (const setting of enumerateSpace(space)) {
      if (listed === mostListed || untried.length === longestList) break;
      listed++;
      if (!allows(setting)) continue;
      anyAllowed = true;
      if (!tried.has(parametersKey(setting))) untried.push(setting);
    }
    const drawn = untried[random.below(Math.max(1, untried.length))];
    if (drawn) return drawn;
    if (listed === size) return 'exhausted';
  }
  return anyAllowed ? 'exhausted' : 'never allowed';
}
