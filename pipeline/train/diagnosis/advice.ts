import type { TrialRecord } from '../../study/trial.js';
import { columnsOf } from './curve-shape.js';
import { epochOfOverfit } from './findings.js';
import type { TrainingVerdict } from './training-verdict.js';

/** The curve of a stored trial is made where it is asked for, so it is asked for where it is needed alone. */
type JudgedTrial = Pick<TrialRecord, 'diagnosis' | 'curve'>;

/** What usually helps, after the survey of hyperparameter adjustment; nothing where nothing is wrong. */
const advice: { readonly [V in TrainingVerdict]: (trial: JudgedTrial) => string } = {
  diverged: () => 'lower the learning rate, to a tenth to begin with, or clip gradients',
  oscillating: () => 'lower the learning rate, or take larger batches',
  slow: () => 'raise the learning rate, or train for more epochs',
  plateau: () => 'take another initialisation, a cyclical learning rate, or another learning rate',
  underfit: () => 'take a larger network or less regularisation, or train for more epochs',
  overfit: ({ curve }) =>
    `stop at epoch ${epochOfOverfit(columnsOf(curve))}, add L2 or dropout, take a smaller network or more data`,
  good: () => '',
};

/** On a trial by the verdict in its record; empty where there is nothing to say. */
export function adviceOn(trial: JudgedTrial): string {
  return isVerdict(trial.diagnosis) ? advice[trial.diagnosis](trial) : '';
}

const isVerdict = (text: string): text is TrainingVerdict => Object.hasOwn(advice, text);
