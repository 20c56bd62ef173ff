import { UsageError } from '../../errors.js';
import { isFiniteSpace } from '../../study/enumerate-space.js';
import type { Hyperparameters, Space } from '../../study/space.js';
import type { AskedTrial, ObjectiveFunction } from './asked-trial.js';
import { bestTrial, bestTrials } from './best-trials.js';
import { type OptimizeEnd, optimize } from './optimize.js';
import { checkOptimizeOptions, type OptimizeOptions } from './optimize-options.js';
import type { StudySession } from './study-session.js';
import type { CompleteTrial, FinishedTrial, RunningTrial, StudyTrial } from './study-trial.js';
import type { Directions, TrialOutcome, ValuesOf } from './trial-outcome.js';

type Trial<S extends Space, D extends Directions> = StudyTrial<Hyperparameters<S>, ValuesOf<D>>;
type Finished<S extends Space, D extends Directions> = FinishedTrial<Hyperparameters<S>, ValuesOf<D>>;
type Complete<S extends Space, D extends Directions> = CompleteTrial<Hyperparameters<S>, ValuesOf<D>>;

/**
 * A search over `S` for anything that can be measured: a session, typed by its space and its directions. Calls may overlap; each
 * takes effect after those before it. All throw UsageError where they are called with what cannot be, and have then changed
 * nothing.
 */
export class AskTellStudy<S extends Space = Space, D extends Directions = Directions> {
  readonly #session: StudySession;

  constructor(session: StudySession) {
    this.#session = session;
  }

  /** All trials by number, as this process last saw them. */
  get trials(): readonly Trial<S, D>[] {
    return this.#session.trials as readonly Trial<S, D>[];
  }

  /**
   * The best complete trial that breaks no constraint; with several objectives the one of the front that is best by the first.
   * Undefined while there is none.
   */
  get bestTrial(): Complete<S, D> | undefined {
    const { trials, settings } = this.#session;
    return bestTrial(trials, settings.directions) as Complete<S, D> | undefined;
  }

  /** The Pareto front of the complete trials that break no constraint, by number; of one objective all that share the best value. */
  get bestTrials(): readonly Complete<S, D>[] {
    const { trials, settings } = this.#session;
    return bestTrials(trials, settings.directions) as readonly Complete<S, D>[];
  }

  /**
   * What to try next: a setting that lacks replicates, else one that was enqueued, else what the sampler suggests.
   * @throws SpaceExhaustedError
   */
  async ask(): Promise<AskedTrial<S, D>> {
    return this.#handle(await this.#session.ask(this.#session.settings.trials));
  }

  /**
   * Ends a running trial, which by its number may be one of another process.
   * @returns the trial as it is now; a value that is not a number has made it FAIL
   */
  async tell(trial: number | Pick<AskedTrial, 'number'>, outcome: TrialOutcome<D>): Promise<Finished<S, D>> {
    const number = typeof trial === 'number' ? trial : trial.number;
    return (await this.#session.tell(number, outcome as TrialOutcome)) as Finished<S, D>;
  }

  /** Has a setting tried next, after those enqueued before. What it leaves out the sampler suggests. */
  enqueue(params: Partial<Hyperparameters<S>>): Promise<void> {
    return this.#session.enqueue(params);
  }

  /** Adds a trial that was run elsewhere, so that the search learns from it. */
  async add(params: Hyperparameters<S>, outcome: TrialOutcome<D>): Promise<Finished<S, D>> {
    return (await this.#session.add(params, outcome as TrialOutcome)) as Finished<S, D>;
  }

  /**
   * Asks, runs `objective` and tells, until there is a reason to end, which it returns. What the objective throws is why its trial
   * FAILs; where the first three trials throw the same, this throws an OrtuneError.
   */
  async optimize(objective: ObjectiveFunction<S, D>, options: OptimizeOptions<S, D> = {}): Promise<OptimizeEnd> {
    checkOptimizeOptions(options);
    const { timeoutSeconds, concurrency, stopWhen, callbacks } = options;
    const { trials: total, space } = this.#session.settings;
    const ends = [options.trials, total, timeoutSeconds, stopWhen?.noImprovement, stopWhen?.target];
    if (ends.every((end) => end === undefined) && !isFiniteSpace(space)) {
      throw new UsageError('`optimize` would never end: give it `trials`, `timeoutSeconds` or `stopWhen`');
    }
    const run = async (trial: RunningTrial) => (await objective(this.#handle(trial))) as TrialOutcome;
    return optimize(this.#session, run, {
      budget:
        options.trials === undefined && total !== undefined
          ? { total }
          : { trials: options.trials ?? Number.POSITIVE_INFINITY },
      timeoutSeconds,
      concurrency,
      stopWhen,
      onTrialEnd: (trial, control) => callbacks?.onTrialEnd?.(trial as Finished<S, D>, control),
    });
  }

  /** Looks for what other processes have done. */
  refresh(): Promise<void> {
    return this.#session.refresh();
  }

  /** Lets go of the storage, which otherwise keeps the process alive. */
  close(): Promise<void> {
    return this.#session.close();
  }

  #handle({ number, params }: RunningTrial): AskedTrial<S, D> {
    return {
      number,
      params: params as Hyperparameters<S>,
      report: (step, values) => this.#session.report(number, step, values),
      shouldPrune: () => this.#session.shouldPrune(number),
    };
  }
}
