import { performance } from 'node:perf_hooks';
import { createStudy } from 'ortune';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { float, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import type { Optuna } from './optuna.js';

/** What is timed: telling one value and asking for the next setting, in a study in memory that has so many trials. */
export interface SpeedCase {
  readonly sampler: 'tpe' | 'gp';
  readonly trials: number;
  /** Trials that ours runs in another study first: a study this long has asked so often that its code is compiled. */
  readonly warmUp: number;
  readonly repetitions: number;
}

export const speedCases: readonly SpeedCase[] = [
  { sampler: 'tpe', trials: 1_000, warmUp: 1_000, repetitions: 50 },
  { sampler: 'tpe', trials: 10_000, warmUp: 1_000, repetitions: 20 },
  { sampler: 'gp', trials: 500, warmUp: 30, repetitions: 10 },
];

/** Milliseconds, one of each a repetition. */
export interface Times {
  readonly wall: readonly number[];
  /** Processor time of the process: what is left of `wall` on a machine that does other work. */
  readonly cpu: readonly number[];
}

export interface SpeedResult extends SpeedCase {
  readonly ours: Times;
  /** Absent without Optuna. */
  readonly theirs?: Times;
}

/** Ours and Optuna's take turns of so many, so that other work on the machine meets both alike and neither's caches are always cold. */
const turn = 10;

const space: Space = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x${i}`, float(0, 1)]));

const lossOf = (parameters: Parameters) =>
  Object.values(parameters).reduce<number>((sum, x) => sum + (Number(x) - 0.3) ** 2, 0);

export async function measureSpeed(speedCase: SpeedCase, optuna: Optuna | undefined): Promise<SpeedResult> {
  const { sampler, trials, warmUp, repetitions } = speedCase;
  const random = randomStream('speed', sampler, trials);
  const history = Array.from({ length: trials }, () => {
    const parameters = drawParameters(space, random);
    return { parameters, values: [lossOf(parameters)] };
  });
  await (await openStudy(sampler)).run(warmUp);
  const ours = await openStudy(sampler);
  for (const { parameters } of history) await ours.add(parameters);
  const theirs = optuna && (await openOptuna(optuna, sampler, history));
  const times = { ours: noTimes(), theirs: noTimes() };
  // The first of each fills what is kept between calls.
  await ours.run(1);
  await theirs?.(1);
  for (let done = 0; done < repetitions; done += turn) {
    const count = Math.min(turn, repetitions - done);
    add(times.ours, await ours.run(count));
    if (theirs) add(times.theirs, await theirs(count));
  }
  return { ...speedCase, ours: times.ours, ...(theirs && { theirs: times.theirs }) };
}

interface GrowingTimes {
  readonly wall: number[];
  readonly cpu: number[];
}

const noTimes = (): GrowingTimes => ({ wall: [], cpu: [] });

function add(times: GrowingTimes, { wall, cpu }: Times): void {
  times.wall.push(...wall);
  times.cpu.push(...cpu);
}

async function openStudy(sampler: SpeedCase['sampler']) {
  const study = await createStudy({ space, sampler, seed: 1 });
  let asked: Awaited<ReturnType<typeof study.ask>> | undefined;
  return {
    add: (parameters: Parameters) => study.add(parameters, lossOf(parameters)),
    async run(count: number): Promise<Times> {
      const times = noTimes();
      asked ??= await study.ask();
      for (let i = 0; i < count; i++) {
        const loss = lossOf(asked.params as Parameters);
        const cpu = process.cpuUsage();
        const started = performance.now();
        await study.tell(asked, loss);
        asked = await study.ask();
        times.wall.push(performance.now() - started);
        const { user, system } = process.cpuUsage(cpu);
        times.cpu.push((user + system) / 1000);
      }
      return times;
    },
  };
}

async function openOptuna(
  optuna: Optuna,
  sampler: SpeedCase['sampler'],
  history: readonly { readonly parameters: Parameters; readonly values: readonly number[] }[],
) {
  let answer = await optuna.begin(sampler, 1, space, { history });
  return async (count: number): Promise<Times> => {
    const times = noTimes();
    for (let i = 0; i < count; i++) {
      answer = await optuna.tell([lossOf(answer.parameters)]);
      times.wall.push(answer.ms);
      times.cpu.push(answer.cpuMs);
    }
    return times;
  };
}
