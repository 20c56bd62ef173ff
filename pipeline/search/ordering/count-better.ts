import { crowdingDistances } from '../../rank/crowding-distances.js';
import { peelFronts } from './peel-fronts.js';

/**
 * How many of `others` come before `losses` in the order of trials at one step: all that a pruner that compares trials needs
 * to know, whatever the number of objectives. Smaller losses come first; with several objectives the front of the
 * non-dominated sort decides, within a front the crowding distance (Deb et al. 2002), as in the final ranking. Equals share
 * their place. After all finite losses come those with an infinitely bad one, then those with one that is not a number.
 * Where vectors differ in length (a trial that reports the first objective alone), the objectives they share are compared.
 */
export function countBetter(losses: readonly number[], others: readonly (readonly number[])[]): number {
  const own = usability(losses);
  const rivals = others.filter((other) => usability(other) === own);
  const ahead = others.filter((other) => usability(other) > own).length;
  return own === 2 ? ahead + countBetterUsable(losses, rivals) : ahead;
}

/** 2: can be compared, 1: infinitely bad somewhere, 0: not a number somewhere. */
function usability(losses: readonly number[]): 0 | 1 | 2 {
  if (losses.some(Number.isNaN)) return 0;
  return losses.includes(Number.POSITIVE_INFINITY) ? 1 : 2;
}

function countBetterUsable(losses: readonly number[], others: readonly (readonly number[])[]): number {
  const width = others.reduce((least, other) => Math.min(least, other.length), losses.length);
  if (width === 1) {
    const [own = 0] = losses;
    return others.filter(([other = 0]) => other < own).length;
  }
  const vectors = [losses, ...others].map((vector) => vector.slice(0, width));
  let ahead = 0;
  for (const front of peelFronts(vectors)) {
    const place = front.indexOf(0);
    if (place >= 0) {
      const distances = crowdingDistances(front.map((index) => (vectors[index] ?? []).map(withinRange)));
      const mine = distances[place] ?? 0;
      return ahead + distances.filter((distance) => distance > mine).length;
    }
    ahead += front.length;
  }
  return ahead;
}

/** Differences of losses, of which crowding distances are made, must not overflow. */
const withinRange = (loss: number) => Math.min(Math.max(loss, -Number.MAX_VALUE / 4), Number.MAX_VALUE / 4);
