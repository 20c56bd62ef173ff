/** Tells what happens only after it is recorded, in the order in which it happened. */
export interface Outbox {
  /** @param record undefined where there is nothing to record */
  add(record: (() => Promise<void>) | undefined, announce: () => void): void;
  /** Waits until all so far is recorded and announced. @throws what kept something from it: nothing more is recorded then */
  settled(): Promise<void>;
}

/** @param onFailure called once, when something could not be recorded or announced */
export function outbox(onFailure: () => void): Outbox {
  let last: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  return {
    add(record, announce) {
      last = last.then(async () => {
        if (failure) return;
        try {
          await record?.();
          announce();
        } catch (error) {
          failure = { error };
          onFailure();
        }
      });
    },
    async settled() {
      await last;
      if (failure) throw failure.error;
    },
  };
}
