import { openStore } from '../../pipeline/store/open-store.js';
import { beginStudy, endedTrial, runningTrial, syntheticStudy } from '../../test/run/dashboard/synthetic-study.js';

const epochs = 10;

/** A study as `ortune tune` records it, of trials that have ended. */
export async function fillRecordedStudy(file: string, trials: number, parameters: number): Promise<void> {
  const store = await openStore(file, 'create');
  try {
    const study = syntheticStudy(parameters);
    const recorder = await beginStudy(store, study);
    for (let number = 0; number < trials; number++) {
      const trial = runningTrial(number, study);
      await recorder.begin(trial, undefined);
      await recorder.finish(endedTrial(trial, epochs), undefined);
    }
  } finally {
    await store.close();
  }
}
