import { StudyFileError, UsageError } from '../../errors.js';
import { completeSetting } from '../../search/complete-setting.js';
import { type NextSettingRequest, nextSetting } from '../../search/next-setting.js';
import type { StudyOutline } from '../../search/study-outline.js';
import { quoteSetting } from '../../study/quote-setting.js';
import { quoteValue } from '../../study/quote-value.js';
import { settingProblem } from '../../study/setting-problem.js';
import type { Parameters } from '../../study/trial.js';
import { asUsageError } from './as-usage-error.js';
import { type GivenSetting, missingParameter, withoutUndefined } from './given-setting.js';
import { ObservedHistory } from './observed-history.js';
import { serialQueue } from './serial-queue.js';
import { spaceExhausted } from './space-exhausted.js';
import type { StudySettings } from './study-options-schema.js';
import { type FinishedTrial, isBegun, type RunningTrial, type StudyTrial } from './study-trial.js';
import { conclude, type TrialOutcome } from './trial-outcome.js';
import type { TrialStore } from './trial-store.js';
import { readReport, withReport } from './with-report.js';

/**
 * One process's work on a study: its trials as last seen, and the changes it makes to them, one after another in the order of
 * the calls. A call that is refused changes nothing.
 */
export class StudySession {
  readonly settings: StudySettings;
  readonly #store: TrialStore;
  readonly #inTurn = serialQueue();
  /** Other processes may have gone on since. */
  #trials: readonly StudyTrial[] = [];
  readonly #history: ObservedHistory;
  /** Why the pruner would end a running trial, by number. */
  readonly #advice = new Map<number, string>();

  constructor(settings: StudySettings, store: TrialStore) {
    this.settings = settings;
    this.#store = store;
    this.#history = new ObservedHistory(settings.directions);
  }

  get trials(): readonly StudyTrial[] {
    return this.#trials;
  }

  /** Looks for what other processes have done. */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#load());
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#store.close());
  }

  /**
   * The next trial. Its number is taken only if no trial was added since the suggestion was made: otherwise it is made anew, so that
   * processes that ask at the same time never try the same.
   * @param planned how many trials the study is to have, where that is known
   * @throws SpaceExhaustedError
   */
  ask(planned: number | undefined): Promise<RunningTrial> {
    return this.#inTurn(async () => {
      for (;;) {
        await this.#load();
        const trial = await this.#tryToStart(planned);
        if (trial) return trial;
      }
    });
  }

  /** As `ask`; undefined where the study, with what all processes have begun, has its `planned` trials. */
  askUpTo(planned: number): Promise<RunningTrial | undefined> {
    return this.#inTurn(async () => {
      for (;;) {
        await this.#load();
        if (this.#trials.filter(isBegun).length >= planned) return undefined;
        const trial = await this.#tryToStart(planned);
        if (trial) return trial;
      }
    });
  }

  /** A second report of a step is ignored. */
  report(number: number, step: number, values: number | readonly number[]): Promise<void> {
    return this.#inTurn(async () => {
      const trial = this.#running(number);
      const report = readReport(step, values, this.settings.directions.length);
      const reported = withReport(trial, report);
      if (reported === trial) return;
      await this.#store.report(reported, report);
      this.#put(reported);
    });
  }

  shouldPrune(number: number): Promise<boolean> {
    return this.#inTurn(async () => {
      await this.#load();
      const reason = this.#reasonToPrune(this.#running(number));
      if (reason === undefined) this.#advice.delete(number);
      else this.#advice.set(number, reason);
      return reason !== undefined;
    });
  }

  tell(number: number, outcome: TrialOutcome): Promise<FinishedTrial> {
    return this.#inTurn(async () => {
      await this.#load();
      const running = this.#running(number);
      const told = conclude(running, outcome, this.settings.directions, this.#advice.get(number) ?? '');
      await this.#store.finish(told);
      this.#advice.delete(number);
      return this.#put(told);
    });
  }

  enqueue(given: GivenSetting): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store.enqueue(this.#readSetting(given));
      await this.#load();
    });
  }

  /** Adds a trial that was run elsewhere. */
  add(given: GivenSetting, outcome: TrialOutcome): Promise<FinishedTrial> {
    return this.#inTurn(async () => {
      const { space, directions } = this.settings;
      const params = this.#readSetting(given);
      const missing = missingParameter(space, params);
      if (missing !== undefined) throw new UsageError(`\`${missing}\`: has no value in ${quoteSetting(params)}`);
      for (;;) {
        await this.#load();
        const running = runningTrial(this.#trials.length, params);
        const told = conclude(running, outcome, directions, '');
        if (!(await this.#store.begin(running))) continue;
        await this.#store.finish(told);
        return this.#put(told);
      }
    });
  }

  #reasonToPrune({ number }: RunningTrial): string | undefined {
    const { pruner, trials } = this.settings;
    this.#history.see(this.#trials);
    const trial = this.#history.get(number);
    const peers = this.#history.begun.filter((peer) => peer !== trial);
    return trial && pruner.shouldPrune(trial, peers, this.#outline(trials));
  }

  /** Undefined where another process was faster, or the enqueued setting cannot be completed. */
  async #tryToStart(planned: number | undefined): Promise<RunningTrial | undefined> {
    const { space, sampler, replicates, where } = this.settings;
    this.#history.see(this.#trials);
    const { begun, firstWaiting } = this.#history;
    const number = this.#trials.length;
    const outline = this.#outline(planned);
    const request = { space, sampler, trials: begun, number, replicates, outline };
    const queue = firstWaiting ? [firstWaiting.params] : [];
    const next = asUsageError(() => nextSetting({ ...request, queue }));
    if (!next) throw spaceExhausted(number, replicates, where !== undefined);
    if (next.from === 'queue') return this.#startWaiting(request);
    const trial = runningTrial(number, next.parameters);
    return (await this.#store.begin(trial)) ? this.#put(trial) : undefined;
  }

  async #startWaiting(request: Omit<NextSettingRequest, 'queue'>): Promise<RunningTrial | undefined> {
    const claimed = await this.#store.claim();
    if (!claimed) return undefined;
    const completed = completion(claimed.params, { ...request, number: claimed.number });
    if ('reason' in completed) {
      const { number, params, reports } = claimed;
      const broken = { violations: [], softViolations: [] };
      await this.#store.finish({ number, state: 'FAIL', params, reports, ...completed, ...broken });
      return undefined;
    }
    const trial = runningTrial(claimed.number, completed.params);
    await this.#store.start(trial);
    return this.#put(trial);
  }

  #readSetting(given: GivenSetting): Parameters {
    const { space, where } = this.settings;
    const params = withoutUndefined(given);
    const problem = settingProblem(space, params, where);
    if (problem !== undefined) throw new UsageError(problem);
    return params;
  }

  #outline(trials: number | undefined): StudyOutline & { readonly seed: number } {
    const { seed, directions, where, replicates, steps } = this.settings;
    return { seed, trials, objectives: directions.length, directions, allows: where, replicates, steps };
  }

  #running(number: number): RunningTrial {
    const trial = this.#trials[number];
    if (trial?.state === 'RUNNING') return trial;
    if (!trial) {
      throw new UsageError(
        `there is no trial ${quoteValue(number)}; the study has ${this.#trials.length}, counted from 0`,
      );
    }
    const problem = trial.state === 'WAITING' ? 'was not asked for yet' : `is ${trial.state} already`;
    throw new UsageError(`trial ${number} ${problem}; only a running trial can report or be told its end`);
  }

  async #load(): Promise<void> {
    this.#trials = await this.#store.load();
  }

  #put<T extends StudyTrial>(trial: T): T {
    const trials = [...this.#trials];
    trials[trial.number] = trial;
    this.#trials = trials;
    return trial;
  }
}

/** An enqueued setting made whole, or why there is none. */
function completion(
  fixed: Parameters,
  request: Omit<NextSettingRequest, 'queue'>,
): { readonly params: Parameters } | { readonly reason: string } {
  try {
    const params = completeSetting(fixed, request);
    return params ? { params } : { reason: 'no setting with the enqueued values satisfies `where`' };
  } catch (error) {
    if (error instanceof StudyFileError) return { reason: error.message };
    throw error;
  }
}

/** The history is shared with samplers, which recognise settings by identity: nobody may change them. */
const runningTrial = (number: number, params: Parameters): RunningTrial => ({
  number,
  state: 'RUNNING',
  params: Object.freeze(params),
  reports: [],
});
