import { setTimeout } from 'node:timers/promises';
import type { Viewer } from './live-study.js';
import { streamEvents } from './messages.js';
import type { StudyShelf } from './study-shelf.js';

/** How often the list is looked at, in milliseconds; how often it is read anew is the shelf's. */
const pauseBetweenLooks = 1000;

/** Tells the list of studies to all who look, when it changes. */
export class ListBroadcast {
  readonly #shelf: StudyShelf;
  readonly #viewers = new Set<Viewer>();
  #last = '';
  #telling: Promise<void> | undefined;
  #stop = new AbortController();

  constructor(shelf: StudyShelf) {
    this.#shelf = shelf;
  }

  /** @returns to be called when the viewer has gone */
  show(viewer: Viewer): () => void {
    this.#viewers.add(viewer);
    if (this.#last !== '') viewer.send(streamEvents.list, this.#last);
    this.#telling ??= this.#tell();
    return () => {
      this.#viewers.delete(viewer);
      if (this.#viewers.size === 0) this.#stop.abort();
    };
  }

  async ended(): Promise<void> {
    await this.#telling;
  }

  async #tell(): Promise<void> {
    this.#stop = new AbortController();
    while (this.#viewers.size > 0) {
      const json = JSON.stringify(await this.#shelf.list());
      if (json !== this.#last) for (const viewer of this.#viewers) viewer.send(streamEvents.list, json);
      this.#last = json;
      await setTimeout(pauseBetweenLooks, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    this.#telling = this.#viewers.size > 0 ? this.#tell() : undefined;
  }
}
