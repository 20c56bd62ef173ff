import type { TrialState } from './trial.js';

/** Whether a trial has ended, whatever is known of it: it will not change any more. */
export const isFinished = ({ state }: { readonly state: TrialState }): boolean =>
  state === 'COMPLETE' || state === 'PRUNED' || state === 'FAIL';
