import type { EpochRecord, Parameters, TrialRecord } from '../../study/trial.js';
import type { ScoreName, StudyEvent, TrialPhase } from '../events.js';

export interface RunningTrial {
  readonly number: number;
  readonly parameters: Parameters;
  readonly phase: TrialPhase;
  /** The last finished epoch, of `epochs` planned. */
  readonly last?: { readonly record: EpochRecord; readonly epochs: number; readonly score: ScoreName };
}

/** Everything the live view shows, as the sum of the events so far. */
export interface StudyProgress {
  readonly study: string;
  readonly engine: string;
  readonly workers: number;
  readonly seed: number;
  readonly trials: number;
  /** Milliseconds, on the clock of `now`. */
  readonly startedAt: number;
  readonly running: ReadonlyMap<number, RunningTrial>;
  readonly finished: { readonly COMPLETE: number; readonly PRUNED: number; readonly FAIL: number };
  /** No trial begins. */
  readonly isPaused: boolean;
  readonly best?: TrialRecord;
  readonly objective?: Extract<StudyEvent, { type: 'study-started' }>['objectives'][number];
  readonly benchmark?: { readonly done: number; readonly total: number };
}

export const nothingYet: StudyProgress = {
  study: '',
  engine: '',
  workers: 0,
  seed: 0,
  trials: 0,
  startedAt: 0,
  isPaused: false,
  running: new Map(),
  finished: { COMPLETE: 0, PRUNED: 0, FAIL: 0 },
};

export function advance(progress: StudyProgress, event: StudyEvent, now: number): StudyProgress {
  switch (event.type) {
    case 'study-started': {
      const { study, engine, workers, seed, trials, objectives } = event;
      return { ...nothingYet, study, engine, workers, seed, trials, startedAt: now, objective: objectives[0] };
    }
    case 'study-resumed':
      return { ...progress, finished: event.finished, best: event.best };
    case 'study-paused':
      return { ...progress, isPaused: true };
    case 'study-continued':
      return { ...progress, isPaused: false };
    case 'trial-started':
      return withRunning(progress, { number: event.trial, parameters: event.parameters, phase: 'preparing' });
    case 'phase': {
      const trial = progress.running.get(event.trial);
      return trial ? withRunning(progress, { ...trial, phase: event.phase }) : progress;
    }
    case 'epoch': {
      const trial = progress.running.get(event.trial);
      const { record, epochs, score } = event;
      return trial ? withRunning(progress, { ...trial, phase: 'training', last: { record, epochs, score } }) : progress;
    }
    case 'trial-finished':
      return withFinished(progress, event.trial, event.best);
    case 'benchmark-started':
      return { ...progress, benchmark: { done: 0, total: event.candidates } };
    case 'benchmark-progress': {
      const { done, total } = event;
      return { ...progress, benchmark: done < total ? { done, total } : undefined };
    }
    default:
      return progress;
  }
}

/** Trials that have ended, whatever their state. */
export function finishedCount({ finished }: StudyProgress): number {
  return finished.COMPLETE + finished.PRUNED + finished.FAIL;
}

/**
 * The share of the study's training that is done, in [0, 1]: finished trials count fully, running ones by their
 * epochs.
 */
export function fractionDone(progress: StudyProgress): number {
  if (progress.trials === 0) return 0;
  const running = [...progress.running.values()].reduce((sum, { phase, last }) => {
    if (phase === 'exporting' || phase === 'waiting') return sum + 1;
    return last ? sum + last.record.epoch / last.epochs : sum;
  }, 0);
  return Math.min(1, (finishedCount(progress) + running) / progress.trials);
}

function withRunning(progress: StudyProgress, trial: RunningTrial): StudyProgress {
  return { ...progress, running: new Map(progress.running).set(trial.number, trial) };
}

function withFinished(progress: StudyProgress, trial: TrialRecord, best: TrialRecord | undefined): StudyProgress {
  const running = new Map(progress.running);
  running.delete(trial.number);
  if (trial.state === 'WAITING' || trial.state === 'RUNNING') return { ...progress, running };
  const finished = { ...progress.finished, [trial.state]: progress.finished[trial.state] + 1 };
  return { ...progress, running, finished, best: best ?? progress.best };
}
