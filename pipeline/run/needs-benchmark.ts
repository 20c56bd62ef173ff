import type { Study } from '../study/study.js';
import { metrics } from '../study/trial.js';

/** Whether trials are judged by timings, which then have to be taken while the study goes on and not at its end. */
export function needsBenchmark({ objectives, constraints }: Pick<Study, 'objectives' | 'constraints'>): boolean {
  return [...objectives, ...constraints].some(({ metric }) => metrics[metric].from === 'benchmark');
}
