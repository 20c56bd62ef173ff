import { LiveStudy, type Viewer } from './live-study.js';
import type { StudyPlace } from './study-place.js';

/** The studies that somebody looks at. */
export class LiveStudies {
  readonly #studies = new Map<string, LiveStudy>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @returns to be called when the viewer has gone */
  show(place: StudyPlace, viewer: Viewer): () => void {
    const study = this.#studies.get(place.key) ?? new LiveStudy(place, this.#onError);
    this.#studies.set(place.key, study);
    return study.show(viewer);
  }

  /** Something was asked of the study: who looks at it sees it at once. */
  hurry({ key }: StudyPlace): void {
    this.#studies.get(key)?.hurry();
  }

  /** Resolves when no storage is read any more, which is soon after the last viewer has gone. */
  async ended(): Promise<void> {
    await Promise.all([...this.#studies.values()].map((study) => study.ended()));
  }
}
