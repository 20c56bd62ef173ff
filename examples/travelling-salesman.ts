/**
 * Tunes simulated annealing (Kirkpatrick et al. 1983) for the travelling salesman: how it cools and how it changes a tour. Every
 * trial visits the same maps one after another and reports each length, so that a bad setting is given up after a few of them
 * (Wilcoxon's test against the best setting so far). `npx tsx examples/travelling-salesman.ts`
 */
import { type AskedTrial, choice, createStudy, float, type Hyperparameters, int, wilcoxon } from 'ortune';

const trials = 40;
const cities = 30;
const maps = Array.from({ length: 8 }, (_, seed) => cityMap(seed));

const space = {
  move: choice(['swap', 'insert', 'reverse']),
  start: float(1e-3, 10, { scale: 'log' }),
  cooling: choice(['geometric', 'linear']),
  /** The last temperature as a share of the first; linear cooling always ends at 0. */
  end: float(1e-4, 0.5, { scale: 'log', when: { cooling: 'geometric' } }),
  restarts: int(1, 4),
};
type Setting = Hyperparameters<typeof space>;

const study = await createStudy({ space, sampler: 'tpe', pruner: wilcoxon(), steps: maps.length, seed: 3 });

// A first guess by hand.
await study.enqueue({ move: 'swap', start: 1, cooling: 'linear', restarts: 1 });
await study.optimize(meanLength, { trials });

async function meanLength(trial: AskedTrial<typeof space>) {
  let sum = 0;
  for (const [index, map] of maps.entries()) {
    const length = anneal(map, trial.params);
    sum += length;
    await trial.report(index + 1, length);
    if (await trial.shouldPrune()) return { state: 'PRUNED' } as const;
  }
  return sum / maps.length;
}

const [guess] = study.trials;
const best = study.bestTrial;
const runs = study.trials.reduce((count, { reports }) => count + reports.length, 0);
if (guess?.state === 'COMPLETE' && best) {
  console.log(`guess: mean length ${guess.values[0].toFixed(3)}`);
  console.log(`tuned: mean length ${best.values[0].toFixed(3)} with ${JSON.stringify(best.params)}`);
  console.log(`${study.trials.length} trials annealed ${runs} tours; without pruning they are ${trials * maps.length}`);
}

/** Length of the tour that is found in 3,000 changes. */
function anneal(map: readonly (readonly [number, number])[], { move, start, cooling, end, restarts }: Setting): number {
  const random = generator(1);
  const steps = Math.floor(3_000 / restarts);
  let shortest = Number.POSITIVE_INFINITY;
  for (let restart = 0; restart < restarts; restart++) {
    let tour = map.map((_, index) => index);
    let length = tourLength(map, tour);
    for (let step = 0; step < steps; step++) {
      const progress = step / steps;
      const temperature = cooling === 'linear' ? start * (1 - progress) : start * (end ?? 1) ** progress;
      const changed = change(tour, move, random);
      const longer = tourLength(map, changed) - length;
      if (longer <= 0 || random() < Math.exp(-longer / temperature)) {
        tour = changed;
        length += longer;
      }
      shortest = Math.min(shortest, length);
    }
  }
  return shortest;
}

function change(tour: readonly number[], move: Setting['move'], random: () => number): number[] {
  const [a = 0, b = 0] = [Math.floor(random() * tour.length), Math.floor(random() * tour.length)].sort((x, y) => x - y);
  const [from, to] = [tour[a] ?? 0, tour[b] ?? 0];
  if (move === 'swap') return tour.with(a, to).with(b, from);
  if (move === 'insert') return tour.toSpliced(b, 1).toSpliced(a, 0, to);
  return [...tour.slice(0, a), ...tour.slice(a, b + 1).reverse(), ...tour.slice(b + 1)];
}

function tourLength(map: readonly (readonly [number, number])[], tour: readonly number[]): number {
  let length = 0;
  let [x, y] = map[tour.at(-1) ?? 0] ?? [0, 0];
  for (const city of tour) {
    const [nextX, nextY] = map[city] ?? [0, 0];
    length += Math.hypot(nextX - x, nextY - y);
    [x, y] = [nextX, nextY];
  }
  return length;
}

/** Cities anywhere in the unit square. */
function cityMap(seed: number): readonly (readonly [number, number])[] {
  const random = generator(seed + 100);
  return Array.from({ length: cities }, () => [random(), random()] as const);
}

/** Uniform in [0, 1): mulberry32 (Tommy Ettinger 2017). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
