import { z } from 'zod';
import { registryChoiceSchema } from '../../study/registry-choice-schema.js';
import type { Report } from '../observed-trial.js';
import { definePruner, type Pruner } from '../pruner.js';
import type { RegistryChoice } from '../registry-choice.js';
import { wrappablePruners } from './wrappable.js';

const wrapped = registryChoiceSchema<Pruner>('pruner', wrappablePruners, 'none');

/** Another pruner with all its options, as plain data. */
export interface WrappedPruner {
  readonly name: string;
  readonly [option: string]: unknown;
}

const options = z.strictObject({
  /** So many reports in a row without improvement are borne. */
  patience: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(5),
  /** What is less than this, in the unit of the objectives, is no improvement. */
  minDelta: z.number({ error: 'must be a number' }).min(0, { error: 'must not be negative' }).default(0),
  /** Another pruner that must want the trial to end too; with `none` patience decides alone. */
  pruner: z
    .custom<RegistryChoice<typeof wrappablePruners>>()
    .optional()
    .describe('another pruner: its name, or its name and options')
    .transform((choice, context): WrappedPruner => {
      const { data, error } = wrapped.safeParse(choice);
      for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
      return data ? { name: data.name, ...data.options } : z.NEVER;
    }),
});

/**
 * Early stopping with a patience (Goodfellow et al. 2016, "Deep Learning", algorithm 7.1) as a pruner, alone or to hold another
 * one back as Optuna's PatientPruner does. A report improves on earlier ones if it is lower than each of them
 * in some objective by more than `minDelta`. Optuna's ends a trial only when the last `patience` + 1 reports are all higher
 * than the best before by more than its min_delta, so that it bears a curve that is flat for ever.
 */
export const patiencePruner = definePruner(
  {
    name: 'patience',
    summary: 'ends a trial that has not improved for some reports, by itself or if another pruner agrees',
    source:
      'Goodfellow, Bengio and Courville 2016, Deep Learning, algorithm 7.1; Optuna (Akiba et al. 2019), PatientPruner',
    options,
  },
  (trial, peers, { patience, minDelta, pruner }, outline) => {
    const earlier = trial.reports.slice(0, -patience);
    if (earlier.length === 0) return undefined;
    if (trial.reports.slice(-patience).some((report) => improves(report, earlier, minDelta))) return undefined;
    const other = wrapped.parse(pruner);
    const agreed = other.name === 'none' ? '' : other.shouldPrune(trial, peers, outline);
    return agreed === undefined
      ? undefined
      : [`no improvement for ${patience} reports`, agreed].filter(Boolean).join('; ');
  },
);

/** For a study file: `pruner: patience({ patience: 3, pruner: median() })`. */
export const patience = (given: z.input<typeof options> = {}) => ({ name: 'patience', ...given }) as const;

/** Reports with something that is not a number neither improve nor are improved on. */
function improves({ losses }: Report, earlier: readonly Report[], minDelta: number): boolean {
  if (losses.some(Number.isNaN)) return false;
  return earlier.every(
    (before) =>
      before.losses.some(Number.isNaN) ||
      losses.some((loss, objective) => loss < (before.losses[objective] ?? Number.POSITIVE_INFINITY) - minDelta),
  );
}
