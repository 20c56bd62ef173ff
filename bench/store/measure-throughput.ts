import { median } from '../../pipeline/quantile.js';
import { writeOptunaTrials, writeTrials } from './run-processes.js';

export interface Contender {
  readonly name: string;
  readonly run: 'ortune' | { readonly peers: string; readonly way: 'storage' | 'study' };
  /** Each round has a file of its own, so that none is slower than the one before for what that has left. */
  readonly storage: (round: number) => string;
}

const reports = 10;

/** Contenders take turns, each time in a fresh process. Medians over the rounds. */
export async function measureThroughput(contenders: readonly Contender[], trials: number, rounds: number) {
  const measured = contenders.map(({ name }) => ({ name, perSecond: [] as number[], cpuMilliseconds: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run, storage }] of contenders.entries()) {
      const { seconds, cpuSeconds } = await (run === 'ortune'
        ? writeTrials(storage(round), `round ${round}`, trials, reports)
        : writeOptunaTrials(run, storage(round), trials, reports));
      measured[index]?.perSecond.push(trials / seconds);
      measured[index]?.cpuMilliseconds.push((1000 * cpuSeconds) / trials);
    }
  }
  return measured.map(({ name, perSecond, cpuMilliseconds }) => ({
    name,
    perSecond: median(perSecond),
    cpuMilliseconds: median(cpuMilliseconds),
  }));
}
