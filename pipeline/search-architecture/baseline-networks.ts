import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { OperatorName } from '../../models/cells/operators.js';
import { cellNet, convNet, nearestInSize, randomGenotype, resNet, separableNet } from '../../models/index.js';
import type { Task } from '../load/data.js';

/** A network that a search has to be better than. */
export interface BaselineNetwork {
  readonly name: string;
  /** Of the common size. */
  readonly build: (task: Task) => LayersModel;
}

/** What all networks of a comparison have in common. */
export interface BaselineSize {
  /** Number of weights that every network is brought to, by its width. */
  readonly parameters: number;
  readonly cells: number;
  readonly nodes: number;
  /** Skip connections that a normal cell has at most, as in the search. Default: no limit. */
  readonly skipLimit?: number;
  /** Of the cell space. Default: all. */
  readonly operators?: readonly OperatorName[];
}

/** Share of the size that a random network may have more or less. */
const tolerance = 0.05;

/**
 * So many genotypes drawn uniformly from the cell space of a search, `random-<seed>`. A draw that no number of channels brings
 * within 5 % of the size is left out, so that none is at an advantage. Networks are built, so an engine must be active.
 */
export function randomNetworks(count: number, size: BaselineSize, task: Task): readonly BaselineNetwork[] {
  const { parameters, cells, ...space } = size;
  const found: BaselineNetwork[] = [];
  for (let seed = 1; found.length < count; seed++) {
    const genotype = randomGenotype(seed, space);
    const build = (seen: Task) =>
      nearestInSize(parameters, (channels) => cellNet({ ...seen, genotype, cells, channels }));
    const model = build(task);
    if (Math.abs(model.countParams() / parameters - 1) <= tolerance) found.push({ name: `random-${seed}`, build });
    model.dispose();
  }
  return found;
}

/** The families for images, at depths that suit small ones. */
const handDesigned = {
  'resNet-8': (task, filters) => resNet({ ...task, filters }),
  'resNet-14': (task, filters) => resNet({ ...task, filters, blocks: 2 }),
  separableNet: (task, filters) => separableNet({ ...task, filters, stages: 2 }),
  convNet: (task, filters) =>
    convNet({
      ...task,
      filters,
      convolutions: 2,
      normalisation: 'batch',
      globalPooling: true,
      denseUnits: 0,
      blocks: 3,
    }),
} as const satisfies Record<string, (task: Task, filters: number) => LayersModel>;

/** Networks whose architecture people thought out. */
export function handDesignedNetworks(parameters: number): readonly BaselineNetwork[] {
  return Object.entries(handDesigned).map(([name, build]) => ({
    name,
    build: (task: Task) => nearestInSize(parameters, (filters) => build(task, filters)),
  }));
}
