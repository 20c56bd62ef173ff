import { StudyFileError } from '../errors.js';
import { completeSetting } from '../search/complete-setting.js';
import { type NextSettingRequest, nextSetting } from '../search/next-setting.js';
import type { ObservedTrial } from '../search/observed-trial.js';
import type { TrialId } from '../store/stored-trial.js';
import { outlineOf } from '../study/outline-of.js';
import { quoteSetting } from '../study/quote-setting.js';
import type { Study } from '../study/study.js';
import type { Parameters } from '../study/trial.js';

/** A setting, whole or in part, that somebody has asked for while the study runs. */
export interface AskedSetting {
  readonly parameters: Parameters;
  /** The trial of the storage that waits to be it. */
  readonly trial: TrialId;
}

interface EnqueuedSetting {
  readonly parameters: Parameters;
  /** Its place among the study's enqueued settings. */
  readonly index: number;
}

export interface SettingChooserOptions {
  /** An enqueued setting cannot be completed. */
  readonly onWarning: (message: string) => void;
  /** What was asked for cannot be run. */
  readonly onRefused: (asked: AskedSetting, reason: string) => void;
}

/** Which setting each trial tries: first what was asked for while the study runs, then what it has enqueued, then its sampler's. */
export class SettingChooser {
  readonly #study: Study;
  readonly #outline: ReturnType<typeof outlineOf>;
  readonly #options: SettingChooserOptions;
  /** Both have no trial yet. */
  #asked: readonly AskedSetting[] = [];
  #enqueued: readonly EnqueuedSetting[];
  readonly #enqueuedAs = new Map<number, number>();
  readonly #waitingAs = new Map<number, TrialId>();

  constructor(study: Study, options: SettingChooserOptions) {
    this.#study = study;
    this.#outline = outlineOf(study);
    this.#options = options;
    this.#enqueued = study.enqueue.map((parameters, index) => ({ parameters, index }));
  }

  get hasAsked(): boolean {
    return this.#asked.length > 0;
  }

  ask(asked: AskedSetting): void {
    this.#asked = [...this.#asked, asked];
  }

  /** Which of the study's enqueued settings a trial is; undefined for others. */
  enqueuedAs(trial: number): number | undefined {
    return this.#enqueuedAs.get(trial);
  }

  /** The trial of the storage that waits for this one to be it. */
  waitingAs(trial: number): TrialId | undefined {
    return this.#waitingAs.get(trial);
  }

  /** A trial of a study that is resumed is one of the enqueued settings, which are taken in their order. */
  restore(trial: number, enqueued: number): void {
    this.#enqueuedAs.set(trial, enqueued);
    this.#enqueued = this.#enqueued.filter(({ index }) => index > enqueued);
  }

  /**
   * @param trial its number
   * @param trials what is known, ascending by number; negative ones are of an earlier study
   * @returns undefined where what was wanted cannot be completed: another may be chosen then
   */
  choose(trial: number, trials: readonly ObservedTrial[]): Parameters | 'exhausted' | undefined {
    const { space, sampler, replicates } = this.#study;
    const request = { space, sampler, trials, number: trial, replicates, outline: this.#outline };
    const [asked] = this.#asked;
    const [enqueued] = this.#enqueued;
    const wanted = asked ?? enqueued;
    const next = nextSetting({ ...request, queue: wanted ? [wanted.parameters] : [] });
    if (next?.from !== 'queue') return next?.parameters ?? 'exhausted';
    return asked ? this.#takeAsked(asked, request) : this.#takeEnqueued(enqueued, request);
  }

  #takeAsked(asked: AskedSetting, request: Omit<NextSettingRequest, 'queue'>): Parameters | undefined {
    this.#asked = this.#asked.slice(1);
    const whole = tryToComplete(asked.parameters, request);
    if (whole) this.#waitingAs.set(request.number, asked.trial);
    else this.#options.onRefused(asked, 'no setting with these values satisfies `where`');
    return whole;
  }

  #takeEnqueued(
    enqueued: EnqueuedSetting | undefined,
    request: Omit<NextSettingRequest, 'queue'>,
  ): Parameters | undefined {
    if (!enqueued) return undefined;
    this.#enqueued = this.#enqueued.slice(1);
    const whole = completeSetting(enqueued.parameters, request);
    if (whole) this.#enqueuedAs.set(request.number, enqueued.index);
    else {
      this.#options.onWarning(`no setting with the enqueued ${quoteSetting(enqueued.parameters)} satisfies \`where\``);
    }
    return whole;
  }
}

/** What was asked for while the study runs must not end it. */
function tryToComplete(fixed: Parameters, request: Omit<NextSettingRequest, 'queue'>): Parameters | undefined {
  try {
    return completeSetting(fixed, request);
  } catch (error) {
    if (error instanceof StudyFileError) return undefined;
    throw error;
  }
}
