import { operatorNames } from '../../models/cells/operators.js';
import { cellNet, randomGenotype } from '../../models/index.js';
import type { Task } from '../../pipeline/load/data.js';
import { genotypeLatency } from '../../pipeline/search-architecture/latency/expected-latency.js';
import { kendallTau } from '../../pipeline/search-architecture/latency/kendall-tau.js';
import { operatorLatencies } from '../../pipeline/search-architecture/latency/operator-latencies.js';
import { measureLatencies } from './measure-latencies.js';

export interface LatencyPair {
  readonly name: string;
  /** Sum of the latencies of its operators, ms. */
  readonly expected: number;
  /** Of the whole network, ms. */
  readonly measured: number;
}

export interface LatencyRanks {
  readonly pairs: readonly LatencyPair[];
  /** Between the two, over all networks. */
  readonly tau: number;
}

export interface LatencyRanksOptions {
  readonly cells: number;
  readonly channels: number;
  readonly nodes: number;
  /** Of random networks. */
  readonly count: number;
  /** For each of them and for each operator. */
  readonly seconds: number;
  /** File that keeps the latencies of operators. */
  readonly cache: string;
}

/** Random networks with as many channels: whether the sum over operators tells which of two is faster. An engine must be active. */
export async function latencyRanks(task: Task, options: LatencyRanksOptions): Promise<LatencyRanks> {
  const { cells, channels, nodes, count, seconds, cache } = options;
  const [height = 0, width = 0] = task.inputShape;
  const size = { height, width, cells, channels };
  const latencyOf = await operatorLatencies(size, operatorNames, { cache, seconds });
  const genotypes = Array.from({ length: count }, (_, i) => randomGenotype(i + 1, { nodes }));
  const models = genotypes.map((genotype) => cellNet({ ...task, genotype, cells, channels }));
  const measured = await measureLatencies(models, seconds);
  for (const model of models) model.dispose();
  const expected = genotypes.map((genotype) => genotypeLatency(genotype, size, latencyOf));
  const pairs = genotypes.map((_, i) => ({
    name: `random-${i + 1}`,
    expected: expected[i] ?? Number.NaN,
    measured: measured[i] ?? Number.NaN,
  }));
  return { pairs, tau: kendallTau(expected, measured) };
}
