import { isListed, type Space } from '../../../study/space.js';
import type { Parameters } from '../../../study/trial.js';
import { unitOf, valueAtUnit } from '../../encoding/unit-interval.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { rankObserved } from '../../ordering/rank-observed.js';

interface Gap {
  readonly setting: Parameters;
  /** From the best value to its neighbour, as a share of the hyperparameter's range on its own scale. */
  readonly width: number;
  /** Place of the neighbour in the order of all trials. */
  readonly place: number;
}

/**
 * Settings half-way between the best one and its nearest neighbours that were tried, one numeric hyperparameter changed: the
 * widest gap first, of two as wide that of the better neighbour. So an interval around the best value is halved from
 * one trial to the next or the one after. A trial that is under way is a neighbour too.
 */
export function refinements(space: Space, trials: readonly ObservedTrial[]): readonly Parameters[] {
  const { measured } = rankObserved(trials);
  const best = trials[measured[0] ?? -1]?.parameters;
  if (!best) return [];
  const places = new Map(measured.map((index, place) => [index, place]));
  const gaps = Object.entries(space).flatMap(([name, parameter]): Gap[] => {
    const value = best[name];
    if (value === undefined || isListed(parameter)) return [];
    const at = unitOf(parameter, value);
    const neighbours = trials.flatMap(({ parameters }, index) => {
      const other = parameters[name];
      if (other === undefined || !differsOnlyIn(name, parameters, best)) return [];
      return [{ distance: unitOf(parameter, other) - at, place: places.get(index) ?? trials.length }];
    });
    return [-1, 1].flatMap((side) => {
      const beyond = neighbours.filter(({ distance }) => distance * side > 0);
      if (beyond.length === 0) return [];
      const { distance, place } = beyond.reduce((a, b) => (b.distance * side < a.distance * side ? b : a));
      const setting = { ...best, [name]: valueAtUnit(parameter, at + distance / 2) };
      return [{ setting, width: Math.abs(distance), place }];
    });
  });
  // Computed from logarithms, equal widths differ in their last digits.
  const asWide = 1e-9;
  gaps.sort((a, b) => (Math.abs(a.width - b.width) > asWide ? b.width - a.width : a.place - b.place));
  return gaps.map(({ setting }) => setting);
}

function differsOnlyIn(name: string, parameters: Parameters, best: Parameters): boolean {
  const names = Object.keys(parameters);
  return (
    names.length === Object.keys(best).length && names.every((key) => key === name || parameters[key] === best[key])
  );
}
