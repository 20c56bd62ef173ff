import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describeDisturbance } from '../../pipeline/benchmark/disturbances.js';
import type { Measurement } from '../../pipeline/benchmark/measurement.js';
import { measured, writeChain } from './measured.js';
import { chains } from './models.js';
import type { Figure, PartOptions } from './part.js';

const rounds = 10;

/** How often a load of all processors that starts in the middle of a measurement is reported, and how often there is a report without one. */
export async function backgroundLoad({ folder, repeats, seconds, onRepeat }: PartOptions): Promise<Figure[]> {
  const file = await writeChain(folder, '200 us', chains['200 us']);
  const counts = { quiet: 0, loaded: 0 };
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const kind of ['quiet', 'loaded'] as const) {
      const { disturbances } = await measureWith(file, seconds, kind === 'loaded');
      const isReported = kind === 'loaded' ? disturbances.some(({ kind }) => kind === 'load') : disturbances.length > 0;
      if (isReported) counts[kind]++;
      onRepeat(`${kind}: ${disturbances.map(describeDisturbance).join('; ') || 'nothing reported'}`);
    }
  }
  return [
    { what: 'a load that starts in the middle is reported', value: counts.loaded, unit: `of ${repeats}`, n: repeats },
    { what: 'something is reported without one', value: counts.quiet, unit: `of ${repeats}`, n: repeats },
  ];
}

async function measureWith(file: string, seconds: number, loaded: boolean): Promise<Measurement> {
  const burners: ChildProcess[] = [];
  try {
    const [measurement] = await measured([file], {
      seconds,
      rounds,
      width: 0,
      onProgress({ done }) {
        if (loaded && done === rounds / 2) burners.push(...startBurners());
      },
    });
    if (!measurement) throw new Error('nothing was measured');
    return measurement;
  } finally {
    for (const burner of burners) burner.kill('SIGKILL');
  }
}

const startBurners = () =>
  Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'while (true) Math.random()'], { stdio: 'ignore' }),
  );
