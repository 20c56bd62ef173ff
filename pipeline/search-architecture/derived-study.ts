import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cellNet } from '../../models/cells/cell-net.js';
import type { Genotype } from '../../models/cells/genotype.js';
import { randomGenotype } from '../../models/cells/random-genotype.js';
import { nearestInSize } from '../../models/nearest-in-size.js';
import { resNet } from '../../models/res-net.js';
import type { Task } from '../load/data.js';
import { grid } from '../search/samplers/grid.js';
import type { StudyDefinition } from '../study/define-study.js';
import { maximize } from '../study/objective.js';
import { choice } from '../study/space.js';
import type { ArchitectureSearchDefinition } from './define-architecture-search.js';

/**
 * The study that follows a search: the derived network and its baselines are its trials, trained, exported, measured and ranked as any.
 * Baselines have the width that brings their number of weights nearest to the derived network's.
 */
export function derivedStudy(definition: ArchitectureSearchDefinition, genotype: Genotype): StudyDefinition {
  const { name, dataset, seed, workers, constraints, replicates, training, baselines = {} } = definition;
  const { random = 0, handDesigned = false } = baselines;
  const randomNames = Array.from({ length: random }, (_, i) => `random-${i + 1}`);
  const names = ['searched', ...randomNames, ...(handDesigned ? ['hand-designed'] : [])];
  return {
    name,
    dataset,
    space: { network: choice(names) },
    model: (hp, task) => build(definition, genotype, String(hp.network), task),
    training: () => training,
    objectives: definition.objectives ?? [maximize('validation.accuracy')],
    sampler: grid(),
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers }),
    ...(constraints && { constraints }),
    ...(replicates !== undefined && { replicates }),
    ...(definition.export && { export: definition.export }),
  };
}

function build(definition: ArchitectureSearchDefinition, genotype: Genotype, name: string, task: Task): LayersModel {
  const { network, search, seed = 0 } = definition;
  const derived = () => cellNet({ ...task, ...network, genotype });
  if (name === 'searched') return derived();
  const model = derived();
  const parameters = model.countParams();
  model.dispose();
  if (name === 'hand-designed') return nearestInSize(parameters, (filters) => resNet({ ...task, filters }));
  const { nodes, operators, skipLimit = 2 } = search;
  // A seed of its own for each, also of searches with neighbouring seeds.
  const number = 1000 * seed + Number(name.replace('random-', ''));
  const drawn = randomGenotype(number, { nodes, skipLimit, ...(operators && { operators }) });
  return nearestInSize(parameters, (channels) => cellNet({ ...task, ...network, genotype: drawn, channels }));
}
