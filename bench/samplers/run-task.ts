import { performance } from 'node:perf_hooks';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Sampler } from '../../pipeline/search/sampler.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { ortuneVersion } from '../../pipeline/version.js';
import type { Optuna } from './optuna.js';
import type { Task } from './task.js';

/** After how many trials the regret is taken. */
export const checkpoints = [25, 50, 100] as const;

/** One study: normalised regret at each checkpoint, and the milliseconds spent in the sampler. */
export interface Run {
  readonly task: string;
  readonly sampler: string;
  /** Of the sampler's package. */
  readonly version: string;
  readonly seed: number;
  readonly regrets: readonly number[];
  readonly milliseconds: number;
}

/** Loss of the median of 1,001 random settings: what regret 1 means. */
export function referenceLoss({ name, space, loss }: Task): number {
  const stream = randomStream('reference', name);
  const losses = Array.from({ length: 1001 }, () => loss(drawParameters(space, stream))).sort((a, b) => a - b);
  return losses[500] ?? Number.NaN;
}

export function runSampler(task: Task, sampler: Sampler, seed: number, reference: number): Run {
  const count = Math.max(...checkpoints);
  const trials: ObservedTrial[] = [];
  let milliseconds = 0;
  for (let number = 0; number < count; number++) {
    const started = performance.now();
    const random = randomStream(seed, number, 'sampler');
    const parameters = sampler.suggest(task.space, trials, random, { seed, trials: count, objectives: 1 });
    milliseconds += performance.now() - started;
    if (!parameters) break;
    trials.push({ number, state: 'COMPLETE', parameters, losses: [task.loss(parameters)] });
  }
  const losses = trials.map(({ losses }) => losses[0] ?? Number.NaN);
  const regrets = regretsOf(losses, task, reference);
  return { task: task.name, sampler: sampler.name, version: ortuneVersion, seed, regrets, milliseconds };
}

export async function runOptuna(
  task: Task,
  optuna: Optuna,
  sampler: string,
  seed: number,
  reference: number,
): Promise<Run> {
  const count = Math.max(...checkpoints);
  const losses: number[] = [];
  let milliseconds = 0;
  let answer = await optuna.begin(sampler, seed, task.space);
  for (let number = 0; number < count; number++) {
    milliseconds += answer.ms;
    const loss = task.loss(answer.parameters);
    losses.push(loss);
    if (number + 1 < count) answer = await optuna.tell([loss]);
  }
  return {
    task: task.name,
    sampler: `optuna-${sampler}`,
    version: answer.version,
    seed,
    regrets: regretsOf(losses, task, reference),
    milliseconds,
  };
}

const regretsOf = (losses: readonly number[], { best }: Task, reference: number): readonly number[] =>
  checkpoints.map((count) => (Math.min(...losses.slice(0, count)) - best) / (reference - best));
