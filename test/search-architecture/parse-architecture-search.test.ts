import { describe, expect, test } from 'vitest';
import { dartsGenotype } from '../../models/cells/darts-genotype.js';
import { StudyFileError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import type { ArchitectureSearchDefinition } from '../../pipeline/search-architecture/define-architecture-search.js';
import { derivedStudy } from '../../pipeline/search-architecture/derived-study.js';
import { parseArchitectureSearch } from '../../pipeline/search-architecture/parse-architecture-search.js';
import { resolveSearch } from '../../pipeline/search-architecture/resolve-search.js';
import type { SearchOptions } from '../../pipeline/search-architecture/search-options.js';
import { crop } from '../../pipeline/train/augmentation/crop.js';
import { mixup } from '../../pipeline/train/augmentation/mixup.js';
import '../train/on-cpu.js';
import { stripes } from './small-search.js';

const data = stripes(4);
const search: SearchOptions = {
  channels: 4,
  nodes: 2,
  stages: [
    { cells: 3, operators: 8, epochs: 2 },
    { cells: 4, operators: 5, epochs: 2 },
  ],
  batchSize: 16,
  weights: { optimizer: { name: 'momentum', learningRate: 0.05 } },
  architecture: { optimizer: { name: 'adam', learningRate: 0.01 } },
};
const definition: ArchitectureSearchDefinition = {
  name: 'stripes',
  dataset: { name: 'stripes', options: {}, load: async () => data },
  search,
  network: { cells: 3, channels: 8 },
  training: { epochs: 1, batchSize: 16, optimizer: { name: 'adam', learningRate: 0.01 } },
  baselines: { random: 2, handDesigned: true },
};

describe('a search file', () => {
  test('has the name, the data and the seed of the study that follows', () => {
    const { study } = parseArchitectureSearch({ ...definition, seed: 5 });
    expect([study.name, study.seed, study.dataset.name]).toEqual(['stripes', 5, 'stripes']);
  });

  test.each<[string, unknown]>([
    ['expected defineArchitectureSearch', { ...definition, search: undefined }],
    ['did you mean `network`', { ...definition, netwrok: {} }],
    ['name', { ...definition, name: '../elsewhere' }],
  ])('is refused with a message that says %s', (message, value) => {
    expect(() => parseArchitectureSearch(value)).toThrow(StudyFileError);
    expect(() => parseArchitectureSearch(value)).toThrow(message);
  });

  test.each<[string, Partial<SearchOptions>]>([
    ['`search.channels` must be an integer >= 1, got 0', { channels: 0 }],
    ['`search.stages` must not be empty', { stages: [] }],
    [
      '`search.stages.1.operators` must be an integer from 2 to 4',
      {
        stages: [
          { cells: 3, operators: 4, epochs: 1 },
          { cells: 3, operators: 5, epochs: 1 },
        ],
      },
    ],
    [
      '`search.stages.0.warmUpEpochs` must be an integer from 0 to 1',
      { stages: [{ cells: 3, operators: 4, epochs: 1, warmUpEpochs: 2 }] },
    ],
    [
      '`search.stages.0.skipDropout` must be in [0, 1), got 1',
      { stages: [{ cells: 3, operators: 4, epochs: 1, skipDropout: 1 }] },
    ],
    ['`search.temperature.to` must be a finite number > 0', { temperature: { from: 5, to: 0 } }],
    ['`search.augmentation`: `mixup` blends images', { augmentation: [mixup()] }],
    ['`search.augmentation[0]`', { augmentation: [crop({ padding: 40 })] }],
    ['`search.latencyWeight` must be a finite number >= 0', { latencyWeight: -1 }],
  ])('options: %s', (message, wrong) => {
    expect(() => resolveSearch({ ...search, ...wrong }, data.task)).toThrow(message);
  });

  test('classification is what a search is for', () => {
    const task: Task = { kind: 'regression', inputShape: [8, 8, 1], targets: ['y'] };
    expect(() => resolveSearch(search, task)).toThrow('needs a classification task');
  });
});

test('the study that follows has the derived network and its baselines, all of about one size', () => {
  const study = derivedStudy(definition, dartsGenotype);
  const { network } = study.space;
  const names = network?.kind === 'choice' ? network.choices.map(String) : [];
  expect(names.slice(0, 3)).toEqual(['searched', 'random-1', 'random-2']);
  expect(names.length).toBeGreaterThan(3);
  const sizes = names.map((name) => {
    const model = study.model({ network: name }, data.task);
    const size = model.countParams();
    model.dispose();
    return size;
  });
  for (const [i, size] of sizes.entries()) {
    expect(Math.abs(size / (sizes[0] ?? 0) - 1), names[i]).toBeLessThan(0.15);
  }
});
