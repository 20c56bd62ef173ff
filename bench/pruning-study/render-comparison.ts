import { textTable } from '../text-table.js';
import type { Cost } from './time-to-target.js';

/** One seed: the search without pruning to its end, and the other until it is as good. */
export interface Comparison {
  readonly seed: number;
  readonly baseline: { readonly cost: Cost; readonly trials: number; readonly best: number };
  readonly contender: {
    readonly trials: number;
    readonly pruned: number;
    readonly best: number;
    /** Until the baseline's best was reached, or all there was. */
    readonly cost: Cost;
    readonly reached: boolean;
  };
}

const measures = ['trainingSeconds', 'wallSeconds', 'epochs'] as const satisfies readonly (keyof Cost)[];

/** The contender's cost as a share of the baseline's. One that did not get there would have needed more than it had. */
export const shareOf = ({ baseline, contender }: Comparison, measure: keyof Cost): number =>
  contender.cost[measure] / baseline.cost[measure];

export function renderComparison(comparisons: readonly Comparison[], contender: string): string {
  const rows = comparisons.map((one) => [
    String(one.seed),
    String(one.baseline.trials),
    one.baseline.cost.trainingSeconds.toFixed(1),
    one.baseline.best.toFixed(4),
    `${one.contender.trials} (${one.contender.pruned} pruned)`,
    one.contender.best.toFixed(4),
    ...measures.map((measure) => percent(shareOf(one, measure), one.contender.reached)),
  ]);
  const all = comparisons.every(({ contender: { reached } }) => reached);
  const means = measures.map((measure) =>
    percent(comparisons.reduce((sum, one) => sum + shareOf(one, measure), 0) / comparisons.length, all),
  );
  return [
    textTable([
      ['seed', 'random: trials', 'training s', 'best', `${contender}: trials`, 'best', 'training', 'wall', 'epochs'],
      ...rows,
      ['mean', '', '', '', '', '', ...means],
    ]),
    `training, wall, epochs: what ${contender} needed to reach random's best validation accuracy, as a share of all that random needed`,
  ].join('\n');
}

const percent = (share: number, reached: boolean) => `${reached ? '' : '> '}${(100 * share).toFixed(0)} %`;

export function renderCsv(comparisons: readonly Comparison[]): string {
  const header = [
    'seed,random_trials,random_epochs,random_training_seconds,random_wall_seconds,random_best',
    'trials,pruned,best,reached,epochs,training_seconds,wall_seconds,training_share,wall_share,epochs_share',
  ].join(',');
  const rows = comparisons.map((comparison) => {
    const { seed, baseline, contender } = comparison;
    return [
      seed,
      baseline.trials,
      ...costCells(baseline.cost),
      baseline.best,
      contender.trials,
      contender.pruned,
      contender.best,
      contender.reached,
      ...costCells(contender.cost),
      ...measures.map((measure) => shareOf(comparison, measure)),
    ].join(',');
  });
  return `${[header, ...rows].join('\n')}\n`;
}

const costCells = ({ epochs, trainingSeconds, wallSeconds }: Cost) => [epochs, trainingSeconds, wallSeconds];
