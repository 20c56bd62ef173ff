import { containsParameters } from '../../../study/contains-parameters.js';
import { enumerateSpace } from '../../../study/enumerate-space.js';
import { fixParameters } from '../../../study/fix-parameters.js';
import type { Space } from '../../../study/space.js';
import type { Parameters } from '../../../study/trial.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { discretise } from '../grid.js';

interface SearchOptions {
  readonly candidates: number;
  readonly brief: Parameters;
  readonly final: Parameters;
}

type SearchStep = 'candidate' | 'refinement' | 'final';

/** A number that was searched, in one trial. */
interface SearchedValue {
  readonly trial: number;
  readonly step: SearchStep;
  readonly hyperparameter: string;
  readonly value: number;
}

/** Which step of the search every evaluated trial belongs to, with the numbers that were searched, in the order of the trials. */
export function searchSteps(
  space: Space,
  trials: readonly ObservedTrial[],
  { candidates, brief, final }: SearchOptions,
): readonly SearchedValue[] {
  const part = fixParameters(space, brief);
  const first = new Set([...enumerateSpace(discretise(part, candidates))].map((setting) => keyOf(setting)));
  const searched = Object.keys(space).filter((name) => !Object.hasOwn(brief, name) && !Object.hasOwn(final, name));
  const finalNumber = finalTrial(part, trials);
  return trials
    .filter(({ losses }) => losses.length > 0)
    .flatMap(({ number, parameters }) => {
      const step = number === finalNumber ? 'final' : first.has(keyOf(parameters)) ? 'candidate' : 'refinement';
      return searched.flatMap((hyperparameter): SearchedValue[] => {
        const value = parameters[hyperparameter];
        return typeof value === 'number' ? [{ trial: number, step, hyperparameter, value }] : [];
      });
    });
}

/** The trial that no brief one can be, or that trains again what a brief one has tried. */
function finalTrial(part: Space, trials: readonly ObservedTrial[]): number | undefined {
  const seen = new Set<string>();
  for (const { number, parameters } of [...trials].sort((a, b) => a.number - b.number)) {
    if (!containsParameters(part, parameters) || seen.has(keyOf(parameters))) return number;
    seen.add(keyOf(parameters));
  }
  return undefined;
}

const keyOf = (parameters: Parameters) =>
  JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
