import type { Direction } from '../../study/trial.js';

/** The steps of the best value so far, by trial number, drawn on to the last trial. */
export function runningBest(
  values: readonly (readonly [number: number, value: number])[],
  direction: Direction,
  last: number,
): readonly (readonly [number, number])[] {
  const steps: (readonly [number, number])[] = [];
  let best: number | undefined;
  for (const [number, value] of [...values].sort(([a], [b]) => a - b)) {
    if (best !== undefined && !(direction === 'minimize' ? value < best : value > best)) continue;
    best = value;
    steps.push([number, value]);
  }
  const end = steps.at(-1);
  return end && end[0] < last ? [...steps, [last, end[1]]] : steps;
}
