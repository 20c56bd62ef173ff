import { orderParameters } from '../../../study/order-parameters.js';
import type { SettingPredicate } from '../../../study/setting-predicate.js';
import { isActive, type Space } from '../../../study/space.js';
import type { Parameters, ParameterValue } from '../../../study/trial.js';
import type { Worth } from './worth-table.js';

/** For each hyperparameter the place of its value in the order of their worths, 0 being the largest. */
type Places = ReadonlyMap<string, number>;

/** Combinations looked at before a predicate is taken for one that none of the better ones satisfies. */
const mostCombinations = 1000;

/**
 * Per hyperparameter the value of largest worth among those that were trained; ties go to the first in the space. Where that
 * combination is not allowed, the allowed one that gives up least worth in sum (best first); undefined where none is near.
 */
export function recommended(
  space: Space,
  table: readonly Worth[],
  allows: SettingPredicate = () => true,
): Parameters | undefined {
  const ordered = orderParameters(space).map(([name, parameter]) => {
    const worths = table.filter(({ hyperparameter }) => hyperparameter === name);
    return { name, parameter, worths: worths.sort((a, b) => Number(rank(b) > rank(a)) - Number(rank(b) < rank(a))) };
  });
  const combine = (places: Places): { readonly parameters: Parameters; readonly loss: number } => {
    const parameters: Record<string, ParameterValue> = {};
    let loss = 0;
    for (const { name, parameter, worths } of ordered) {
      const place = places.get(name) ?? 0;
      const [largest, chosen] = [worths[0], worths[place]];
      if (!isActive(parameter, parameters) || !largest || !chosen) continue;
      parameters[name] = chosen.value;
      if (place > 0) loss += rank(largest) - rank(chosen);
    }
    return { parameters, loss };
  };
  const seen = new Set<string>();
  const open = [{ places: new Map<string, number>() as Places, ...combine(new Map()) }];
  for (let looked = 0; looked < mostCombinations; looked++) {
    const least = open.reduce((best, { loss }, at) => (loss < (open[best]?.loss ?? 0) ? at : best), 0);
    const [next] = open.splice(least, 1);
    if (!next) return undefined;
    if (allows(next.parameters)) return next.parameters;
    for (const { name, worths } of ordered) {
      const place = (next.places.get(name) ?? 0) + 1;
      if (next.parameters[name] === undefined || place === worths.length) continue;
      const places: Places = new Map(next.places).set(name, place);
      const key = ordered.map((other) => places.get(other.name) ?? 0).join();
      if (!seen.has(key)) open.push({ places, ...combine(places) });
      seen.add(key);
    }
  }
  return undefined;
}

const rank = ({ count, worth }: Worth) => (count === 0 ? Number.NEGATIVE_INFINITY : worth);
