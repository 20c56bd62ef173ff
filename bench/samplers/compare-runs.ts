import { type RandomStream, randomStream } from '../../pipeline/random/random-stream.js';
import { wilcoxonSignedRank } from '../../pipeline/search/statistics/wilcoxon-signed-rank.js';
import type { Run } from './run-task.js';

/** Regrets below this are all "found": their ratio would compare rounding. */
const found = 1e-3;

const resamples = 2000;

/** A ratio of mean regrets with its 95 % interval: percentiles of a bootstrap over the seeds (Efron and Tibshirani 1993, chapter 13). */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, of Wilcoxon's signed-rank test: of the seeds on one task, of the tasks' log-ratios over all. */
  readonly p: number;
}

/** Regrets of one sampler on one task after a number of trials, in the order of the seeds. */
export interface Sample {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly regrets: readonly number[];
}

/** @param at position of the checkpoint */
export function sampleOf(runs: readonly Run[], task: string, sampler: string, at: number): Sample | undefined {
  const regrets = runs
    .filter((run) => run.task === task && run.sampler === sampler)
    .sort((a, b) => a.seed - b.seed)
    .map(({ regrets }) => regrets[at] ?? Number.NaN);
  if (regrets.length === 0) return undefined;
  const center = mean(regrets);
  const variance = regrets.reduce((sum, x) => sum + (x - center) ** 2, 0) / Math.max(1, regrets.length - 1);
  return { mean: center, error: Math.sqrt(variance / regrets.length), regrets };
}

/** Below 1 `mine` is better. Both must be of the same seeds. */
export function ratioOnTask(mine: Sample, base: Sample): Ratio {
  const random = randomStream('bootstrap');
  const differences = mine.regrets.map((regret, i) => regret - (base.regrets[i] ?? Number.NaN));
  return {
    ratio: ratioOf(mine.regrets, base.regrets),
    ...interval(() => resampledRatio(mine, base, random)),
    p: wilcoxonSignedRank(differences),
  };
}

/** Geometric mean of the tasks' ratios. The interval is of these tasks on other seeds, not of other tasks. */
export function ratioOverTasks(pairs: readonly { readonly mine: Sample; readonly base: Sample }[]): Ratio {
  const random = randomStream('bootstrap');
  const logs = pairs.map(({ mine, base }) => Math.log(ratioOf(mine.regrets, base.regrets)));
  return {
    ratio: Math.exp(mean(logs)),
    ...interval(() => Math.exp(mean(pairs.map(({ mine, base }) => Math.log(resampledRatio(mine, base, random)))))),
    p: wilcoxonSignedRank(logs),
  };
}

function interval(draw: () => number): { readonly low: number; readonly high: number } {
  const sorted = Float64Array.from({ length: resamples }, draw).sort();
  const at = (share: number) => sorted[Math.round(share * (resamples - 1))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}

/** The samplers draw from different generators, so that the same seed is not the same study: each is resampled by itself. */
const resampledRatio = (mine: Sample, base: Sample, random: RandomStream) =>
  ratioOf(resampled(mine.regrets, random), resampled(base.regrets, random));

const resampled = (values: readonly number[], random: RandomStream) =>
  values.map(() => values[random.below(values.length)] ?? Number.NaN);

const ratioOf = (mine: readonly number[], base: readonly number[]) =>
  Math.max(found, mean(mine)) / Math.max(found, mean(base));

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
