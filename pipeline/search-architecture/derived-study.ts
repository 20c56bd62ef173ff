import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cellNet } from '../../models/cells/cell-net.js';
import type { Genotype } from '../../models/cells/genotype.js';
import type { Task } from '../load/data.js';
import { grid } from '../search/samplers/grid.js';
import type { StudyDefinition } from '../study/define-study.js';
import { maximize } from '../study/objective.js';
import { choice } from '../study/space.js';
import { handDesignedNetworks, randomNetworks } from './baseline-networks.js';
import type { ArchitectureSearchDefinition } from './define-architecture-search.js';
import { defaultSkipLimit } from './search-options.js';

/**
 * The study that follows a search: the derived network and its baselines are its trials, trained, exported, measured and ranked as any.
 */
export function derivedStudy(definition: ArchitectureSearchDefinition, genotype: Genotype): StudyDefinition {
  const { name, dataset, seed, workers, constraints, replicates, training, baselines = {} } = definition;
  const { random = 0, handDesigned = false } = baselines;
  const names = [
    'searched',
    ...Array.from({ length: random }, (_, i) => `random-${i + 1}`),
    ...(handDesigned ? handDesignedNetworks(1).map((network) => network.name) : []),
  ];
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
  const { network, search } = definition;
  const derived = cellNet({ ...task, ...network, genotype });
  if (name === 'searched') return derived;
  const parameters = derived.countParams();
  derived.dispose();
  const handDesigned = handDesignedNetworks(parameters).find((known) => known.name === name);
  if (handDesigned) return handDesigned.build(task);
  const { nodes, operators, skipLimit = defaultSkipLimit } = search;
  const size = { parameters, cells: network.cells, nodes, skipLimit, ...(operators && { operators }) };
  const number = Number(name.replace('random-', ''));
  const drawn = randomNetworks(number, size, task).at(-1);
  if (!drawn) throw new Error(`no network \`${name}\``);
  return drawn.build(task);
}
