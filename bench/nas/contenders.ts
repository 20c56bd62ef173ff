import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  cellNet,
  convNet,
  type Genotype,
  nearestInSize,
  randomGenotype,
  readGenotype,
  resNet,
  separableNet,
} from '../../models/index.js';
import type { Task } from '../../pipeline/load/data.js';
import type { NasRun } from './runs-csv.js';

/** A network of the common size, by the width that brings it there. */
export interface Contender {
  readonly kind: NasRun['kind'];
  readonly name: string;
  readonly build: (task: Task) => LayersModel;
}

export interface ContenderSizes {
  /** That all of them are brought to. */
  readonly parameters: number;
  readonly cells: number;
  readonly nodes: number;
}

const sized =
  (genotype: Genotype, { parameters, cells }: ContenderSizes) =>
  (task: Task) =>
    nearestInSize(parameters, (channels) => cellNet({ ...task, genotype, cells, channels }));

/** The families of the project for images, at depths that suit small ones. */
export function handDesigned({ parameters }: ContenderSizes): readonly Contender[] {
  const families: Readonly<Record<string, (task: Task, filters: number) => LayersModel>> = {
    'resNet-8': (task, filters) => resNet({ ...task, filters }),
    'resNet-14': (task, filters) => resNet({ ...task, filters, blocks: 2 }),
    separableNet: (task, filters) => separableNet({ ...task, filters, stages: 2, blocks: 2 }),
    convNet: (task, filters) =>
      convNet({
        ...task,
        filters,
        blocks: 3,
        convolutions: 2,
        normalisation: 'batch',
        globalPooling: true,
        denseUnits: 0,
      }),
  };
  return Object.entries(families).map(([name, build]) => ({
    kind: 'hand-designed',
    name,
    build: (task) => nearestInSize(parameters, (filters) => build(task, filters)),
  }));
}

/**
 * So many genotypes drawn from the space of the search. A draw that no number of channels brings within 5 % of the size is left out,
 * so that none is at an advantage. An engine must be active.
 */
export function randomContenders(count: number, sizes: ContenderSizes, task: Task): readonly Contender[] {
  const contenders: Contender[] = [];
  for (let seed = 1; contenders.length < count; seed++) {
    const build = sized(randomGenotype(seed, { nodes: sizes.nodes, skipLimit: 2 }), sizes);
    const model = build(task);
    const isNear = Math.abs(model.countParams() / sizes.parameters - 1) <= 0.05;
    model.dispose();
    if (isNear) contenders.push({ kind: 'random', name: `random-${seed}`, build });
  }
  return contenders;
}

/** Every genotype in a folder of JSON files, by the name of its file. */
export function searchedContenders(folder: string, sizes: ContenderSizes): readonly Contender[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => ({
    kind: 'searched',
    name: basename(file, '.json'),
    build: sized(readGenotype(join(folder, file)), sizes),
  }));
}
