import { performance } from 'node:perf_hooks';
import { createStudy } from '../../index.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { float, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import type { Optuna } from './optuna.js';

/** What is timed: telling one value and asking for the next setting, in a study in memory that has so many trials. */
export interface SpeedCase {
  readonly sampler: 'tpe' | 'gp';
  readonly trials: number;
  readonly repetitions: number;
}

export const speedCases: readonly SpeedCase[] = [
  { sampler: 'tpe', trials: 1_000, repetitions: 51 },
  { sampler: 'tpe', trials: 10_000, repetitions: 21 },
  { sampler: 'gp', trials: 500, repetitions: 7 },
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

/** Before those that count: a study of a thousand trials has asked a thousand times, so its code is compiled and its caches are full. */
const warmUp = 40;

const space: Space = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x${i}`, float(0, 1)]));

const lossOf = (parameters: Parameters) =>
  Object.values(parameters).reduce<number>((sum, x) => sum + (Number(x) - 0.3) ** 2, 0);

/** Ours and Optuna's in turn, so that other work on the machine meets both alike. */
export async function measureSpeed(speedCase: SpeedCase, optuna: Optuna | undefined): Promise<SpeedResult> {
  const { sampler, trials, repetitions } = speedCase;
  const random = randomStream('speed', sampler, trials);
  const history = Array.from({ length: trials }, () => {
    const parameters = drawParameters(space, random);
    return { parameters, values: [lossOf(parameters)] };
  });
  const study = await createStudy({ space, sampler, seed: 1 });
  for (const { parameters } of history) await study.add(parameters, lossOf(parameters));
  let asked = await study.ask();
  let answer = await optuna?.begin(sampler, 1, space, { history });
  const ours = { wall: [] as number[], cpu: [] as number[] };
  const theirs = { wall: [] as number[], cpu: [] as number[] };
  for (let repetition = 0; repetition < warmUp + repetitions; repetition++) {
    const loss = lossOf(asked.params as Parameters);
    const cpu = process.cpuUsage();
    const started = performance.now();
    await study.tell(asked, loss);
    asked = await study.ask();
    ours.wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(cpu);
    ours.cpu.push((user + system) / 1000);
    if (!optuna || !answer) continue;
    answer = await optuna.tell([lossOf(answer.parameters)]);
    theirs.wall.push(answer.ms);
    theirs.cpu.push(answer.cpuMs);
  }
  const counted = ({ wall, cpu }: Times): Times => ({ wall: wall.slice(warmUp), cpu: cpu.slice(warmUp) });
  return { ...speedCase, ours: counted(ours), ...(optuna && { theirs: counted(theirs) }) };
}
