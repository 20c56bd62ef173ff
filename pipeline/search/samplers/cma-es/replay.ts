import { randomStream } from '../../../random/random-stream.js';
import type { Space } from '../../../study/space.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { rankObserved } from '../../ordering/rank-observed.js';
import { beginEvolution, type Evolution, nextGeneration } from './evolution.js';
import { withMargin } from './margin.js';

export interface Setup {
  readonly seed: number;
  /** Standard deviation of a first generation. */
  readonly sigma: number;
  /** Trials of a generation before any restart. */
  readonly lambda: number;
  /** Inner borders of each coordinate's cells. */
  readonly thresholds: readonly Float64Array[];
}

/** Where the search stands after a generation. */
interface Stage {
  readonly state: Evolution;
  readonly restarts: number;
  /** Best loss of every generation since the last restart. */
  readonly bests: readonly number[];
}

interface Remembered {
  readonly setup: string;
  readonly stages: { readonly members: readonly ObservedTrial[]; readonly after: Stage }[];
}

/** The generations computed by the last call with a space: they are used again where their trials are still the same. */
const memory = new WeakMap<Space, Remembered>();

/** The distribution after all whole generations of finished trials; `columns` hold the coordinates of `trials`. */
export function replay(
  space: Space,
  trials: readonly ObservedTrial[],
  columns: readonly Float64Array[],
  setup: Setup,
): Evolution {
  const key = JSON.stringify([setup.seed, setup.sigma, setup.lambda]);
  let remembered = memory.get(space);
  if (remembered?.setup !== key) {
    remembered = { setup: key, stages: [] };
    memory.set(space, remembered);
  }
  const { stages } = remembered;
  const finished = trials.flatMap(({ state }, at) => (state === 'RUNNING' || state === 'WAITING' ? [] : [at]));
  const center = new Float64Array(columns.length).fill(0.5);
  let stage: Stage = { state: beginEvolution(center, setup.sigma, setup.lambda), restarts: 0, bests: [] };
  for (let from = 0, generation = 0; columns.length > 0; generation++) {
    const size = stage.state.constants.lambda;
    if (from + size > finished.length) break;
    const positions = finished.slice(from, from + size);
    const members = positions.flatMap((at) => trials[at] ?? []);
    from += size;
    const known = stages[generation];
    if (!known?.members.every((member, i) => isSame(member, members[i]))) {
      stages.length = generation;
      stages.push({ members, after: evolve(stage, members, positions, columns, setup) });
    }
    stage = stages[generation]?.after ?? stage;
  }
  return stage.state;
}

const isSame = (a: ObservedTrial, b: ObservedTrial | undefined) =>
  b !== undefined &&
  a.parameters === b.parameters &&
  a.state === b.state &&
  equal(a.losses, b.losses) &&
  equal(a.violations ?? [], b.violations ?? []);

const equal = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((x, i) => Object.is(x, b[i]));

function evolve(
  { state, restarts, bests }: Stage,
  members: readonly ObservedTrial[],
  positions: readonly number[],
  columns: readonly Float64Array[],
  { seed, sigma, lambda, thresholds }: Setup,
): Stage {
  const { measured, unmeasured } = rankObserved(members);
  const ranked = [...measured, ...unmeasured].map((k) =>
    // A hyperparameter that a trial does not have pulls nowhere.
    state.mean.map((m, j) => finiteOr(columns[j]?.[positions[k] ?? 0], m)),
  );
  // A generation that measured nothing has no order to learn from.
  const next = measured.length > 0 ? withMargin(nextGeneration(state, ranked), thresholds) : state;
  const all = [...bests, members[measured[0] ?? 0]?.losses[0] ?? Number.POSITIVE_INFINITY];
  if (!hasConverged(next, all)) return { state: next, restarts, bests: all };
  const stream = randomStream(seed, 'cma-es', restarts + 1);
  const mean = new Float64Array(columns.length).map(() => stream.uniform());
  return { state: beginEvolution(mean, sigma, lambda * 2 ** (restarts + 1)), restarts: restarts + 1, bests: [] };
}

const finiteOr = (value: number | undefined, otherwise: number) =>
  value === undefined || Number.isNaN(value) ? otherwise : value;

/** Smaller steps than these are beyond what a hyperparameter can tell. */
const leastStep = 1e-8;

function hasConverged(
  { sigma, eigen, generation, constants: { n, lambda } }: Evolution,
  bests: readonly number[],
): boolean {
  const largest = Math.max(...eigen.values);
  const smallest = Math.min(...eigen.values);
  if (!(sigma * Math.sqrt(largest) > leastStep) || largest > 1e14 * smallest) return true;
  // Hansen's TolFun: no new best in 10 + 30 n / lambda generations.
  const patience = 10 + Math.ceil((30 * n) / lambda);
  if (generation <= patience) return false;
  const recent = bests.slice(-patience);
  return Math.max(...recent) - Math.min(...recent) <= 1e-12 * Math.abs(recent[0] ?? 0);
}
