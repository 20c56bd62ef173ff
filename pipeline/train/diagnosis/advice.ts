import type { EpochRecord } from '../../study/trial.js';
import { columnsOf } from './curve-shape.js';
import { epochOfOverfit } from './findings.js';
import type { TrainingVerdict } from './training-verdict.js';

/** What usually helps, after the survey of hyperparameter adjustment; nothing where nothing is wrong. */
const advice: { readonly [V in TrainingVerdict]: (history: readonly EpochRecord[]) => string } = {
  diverged: () => 'lower the learning rate, to a tenth to begin with, or clip gradients',
  oscillating: () => 'lower the learning rate, or take larger batches',
  slow: () => 'raise the learning rate, or train for more epochs',
  plateau: () => 'take another initialisation, a cyclical learning rate, or another learning rate',
  underfit: () => 'take a larger network or less regularisation, or train for more epochs',
  overfit: (history) =>
    `stop at epoch ${epochOfOverfit(columnsOf(history))}, add L2 or dropout, take a smaller network or more data`,
  good: () => '',
};

/** On a trial by the verdict in its record; empty where there is nothing to say. */
export function adviceOn(verdict: string, history: readonly EpochRecord[]): string {
  return isVerdict(verdict) ? advice[verdict](history) : '';
}

const isVerdict = (text: string): text is TrainingVerdict => Object.hasOwn(advice, text);
