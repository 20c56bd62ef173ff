import type { ObservedTrial } from '../../search/observed-trial.js';
import { observeStudyTrial } from './observe-study-trial.js';
import { isBegun, isWaiting, type StudyTrial, type WaitingTrial } from './study-trial.js';
import type { Directions } from './trial-outcome.js';

/** What samplers and pruners see of a study's trials. In a long study only those that have changed are looked at again. */
export class ObservedHistory {
  readonly #directions: Directions;
  #trials: readonly StudyTrial[] = [];
  /** By number; undefined for a trial that waits. */
  readonly #observed: (ObservedTrial | undefined)[] = [];
  readonly #waiting = new Map<number, WaitingTrial>();

  constructor(directions: Directions) {
    this.#directions = directions;
  }

  /** @param trials all of the study's, by number */
  see(trials: readonly StudyTrial[]): void {
    trials.forEach((trial, number) => {
      if (trial === this.#trials[number]) return;
      this.#observed[number] = isBegun(trial) ? observeStudyTrial(trial, this.#directions) : undefined;
      if (isWaiting(trial)) this.#waiting.set(number, trial);
      else this.#waiting.delete(number);
    });
    this.#trials = trials;
  }

  /** All trials that were begun, by number. */
  get begun(): readonly ObservedTrial[] {
    return this.#observed.filter((trial) => trial !== undefined);
  }

  get firstWaiting(): WaitingTrial | undefined {
    const numbers = [...this.#waiting.keys()];
    return numbers.length === 0 ? undefined : this.#waiting.get(Math.min(...numbers));
  }

  get(number: number): ObservedTrial | undefined {
    return this.#observed[number];
  }
}
