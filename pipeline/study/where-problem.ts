import { randomStream } from '../random/random-stream.js';
import { drawUntried } from '../search/encoding/draw-untried.js';
import { neverAllowed } from '../search/encoding/untried.js';
import { drawParameters } from '../search/samplers/random.js';
import type { SettingPredicate } from './setting-predicate.js';
import type { Space } from './space.js';

/** Settings that a predicate is asked about before anything runs, so that one that fails for some is found out. */
const asked = 100;

/**
 * Why a study cannot be run with this predicate, with the remedy; undefined when it can.
 * @throws StudyFileError where the predicate fails
 */
export function whereProblem(space: Space, allows: SettingPredicate): string | undefined {
  const random = randomStream('where');
  for (let draw = 0; draw < asked; draw++) allows(drawParameters(space, random));
  const found = drawUntried(space, random, new Set(), allows);
  return typeof found === 'string' ? neverAllowed(space) : undefined;
}
