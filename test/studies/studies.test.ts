import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { cellNet, randomGenotype } from '../../models/index.js';
import type { Task } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { parseArchitectureSearch } from '../../pipeline/search-architecture/parse-architecture-search.js';
import { resolveSearch } from '../../pipeline/search-architecture/resolve-search.js';
import { hyperparameters } from '../../pipeline/study/hyperparameters.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import autoMnist from '../../studies/auto-mnist.study.js';
import californiaHousing from '../../studies/california-housing.study.js';
import cifar10Nas from '../../studies/cifar10-nas.study.js';
import cifar10NasReduced from '../../studies/cifar10-nas-reduced.study.js';
import effectiveLearningRate from '../../studies/effective-learning-rate.study.js';
import fashionMnist from '../../studies/fashion-mnist.study.js';
import fashionMnistAsha from '../../studies/fashion-mnist-asha.study.js';
import fashionMnistBaselines from '../../studies/fashion-mnist-baselines.study.js';
import fashionMnistLatency from '../../studies/fashion-mnist-latency.study.js';
import fashionMnistNas from '../../studies/fashion-mnist-nas.study.js';
import initialisation from '../../studies/initialisation.study.js';
import mnist from '../../studies/mnist.study.js';
import surveyBreastCancer from '../../studies/survey-breast-cancer.study.js';
import wine from '../../studies/wine.study.js';
import '../train/on-cpu.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';

const ten = [...'0123456789'];

/** Every study with the task its network sees; the data itself is large, or the user's. */
const studies = {
  'mnist.study.ts': [mnist, { kind: 'classification', inputShape: [28, 28, 1], classes: ten }],
  'fashion-mnist.study.ts': [fashionMnist, { kind: 'classification', inputShape: [28, 28, 1], classes: ten }],
  'fashion-mnist-asha.study.ts': [fashionMnistAsha, { kind: 'classification', inputShape: [28, 28, 1], classes: ten }],
  'fashion-mnist-baselines.study.ts': [
    fashionMnistBaselines,
    { kind: 'classification', inputShape: [28, 28, 1], classes: ten },
  ],
  'fashion-mnist-latency.study.ts': [
    fashionMnistLatency,
    { kind: 'classification', inputShape: [28, 28, 1], classes: ten },
  ],
  'effective-learning-rate.study.ts': [
    effectiveLearningRate,
    { kind: 'classification', inputShape: [28, 28, 1], classes: ten },
  ],
  'initialisation.study.ts': [initialisation, { kind: 'classification', inputShape: [28, 28, 1], classes: ten }],
  'auto-mnist.study.ts': [
    autoMnist,
    { kind: 'classification', inputShape: [28, 28, 1], classes: ten, samples: 50_000 },
  ],
  'survey-breast-cancer.study.ts': [
    surveyBreastCancer,
    { kind: 'classification', inputShape: [30], classes: ['benign', 'malignant'] },
  ],
  'wine.study.ts': [wine, { kind: 'classification', inputShape: [13], classes: ['1', '2', '3'] }],
  'california-housing.study.ts': [californiaHousing, { kind: 'regression', inputShape: [13], targets: ['value'] }],
} as const satisfies Record<string, readonly [unknown, Task]>;

const photographs: Task = { kind: 'classification', inputShape: [32, 32, 3], classes: ten };

/** Architecture searches, with the task and the least and most weights of the networks they derive. */
const searches = {
  'fashion-mnist-nas.study.ts': [fashionMnistNas, { ...photographs, inputShape: [28, 28, 1] }, [30_000, 150_000]],
  'cifar10-nas.study.ts': [cifar10Nas, photographs, [1_000_000, 5_000_000]],
  'cifar10-nas-reduced.study.ts': [cifar10NasReduced, photographs, [30_000, 150_000]],
} as const satisfies Record<string, readonly [unknown, Task, readonly [number, number]]>;

test('no study file is without a test', async () => {
  const files = (await readdir(new URL('../../studies/', import.meta.url))).filter((name) => name.endsWith('.ts'));
  expect(files.sort()).toEqual([...Object.keys(studies), ...Object.keys(searches)].sort());
});

describe.each(Object.entries(studies))('%s', (_file, [definition, task]) => {
  const study = parseStudy(definition);

  test('any setting of its space gives a network that fits and a plan that can be followed', () => {
    for (let trial = 0; trial < 15; trial++) {
      const hp = hyperparameters(study.space, drawParameters(study.space, randomStream(trial)));
      const model = buildModel(study.model, hp, task, [trial]);
      expect(() => resolvePlan(study.training(hp, task), task)).not.toThrow();
      model.dispose();
    }
  });
});

test.each(Object.entries(searches))('%s', (_file, [definition, task, [fewest, most]]) => {
  parseArchitectureSearch(definition);
  const { nodes, stages } = resolveSearch(definition.search, task);
  expect(stages).toHaveLength(3);
  expect(() => resolvePlan(definition.training, task)).not.toThrow();
  const genotype = randomGenotype(1, { nodes });
  const model = cellNet({ ...task, ...definition.network, genotype, initializer: 'zeros' });
  expect(model.countParams()).toBeGreaterThan(fewest);
  expect(model.countParams()).toBeLessThan(most);
  model.dispose();
});

test('a trial of the wine study learns', async () => {
  const engine = await openEngine('onnx', { threads: 1 });
  await engine.activate();
  const study = parseStudy(wine);
  const data = await study.dataset.load();
  const task = { ...data.task, inputShape: networkInputShape(data) };
  const hp = { learningRate: 0.01, layers: 1, activation: 'relu' };
  const model = buildModel(study.model, hp, task, [1]);
  const result = await trainModel({ engine, model, plan: study.training(hp, task), data, seedPath: [1] });
  model.dispose();
  expect(result.end === 'finished' && result.finalMetrics.test.score).toBeGreaterThan(0.9);
});
