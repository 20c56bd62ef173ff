import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { defineStudy, iris, presets } from '../../index.js';
import type { Task } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { hyperparameters } from '../../pipeline/study/hyperparameters.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';
import { dataKindOf, networkFor } from '../../presets/families.js';
import { epochsWithin, secondsPerSample } from '../../presets/training-time.js';
import { parseRows, runUntimed, temporaryFolder, writeStudy } from '../cli/run-cli.js';
import '../train/on-cpu.js';

const classes = [...'0123456789'];
const task = (inputShape: readonly number[], samples?: number): Task => ({
  kind: 'classification',
  inputShape,
  classes,
  samples,
});
const digits = task([28, 28, 1], 50_000);
const photographs = task([32, 32, 3], 8_333);
const table = task([30], 400);
const series = task([50, 6], 5_000);

const study = (seconds: number) =>
  parseStudy(defineStudy({ name: 'auto', dataset: iris(), ...presets.auto({ seconds }) }));

/** Plans of many settings of the space. */
const plansFor = (seconds: number, given: Task) => {
  const { space, training } = study(seconds);
  return Array.from({ length: 20 }, (_, trial) => {
    const hp = hyperparameters(space, drawParameters(space, randomStream(trial)));
    const plan = training(hp, given);
    expect(() => resolvePlan(plan, given)).not.toThrow();
    return { hp, plan };
  });
};

test('hp is typed from the preset, and options of a study stand beside it', () => {
  const definition = defineStudy({ name: 'mine', dataset: iris(), ...presets.auto(), trials: 3 });
  expectTypeOf<Parameters<typeof definition.model>[0]['width']>().toEqualTypeOf<0.5 | 1 | 1.5>();
  expect(parseStudy(definition)).toMatchObject({ trials: 3, stopWhen: { seconds: 570 } });
});

test.each([
  [[28, 28, 1], 'images'],
  [[28, 28], 'images'],
  [[50, 6], 'sequences'],
  [[4, 4, 1], 'rows'],
  [[13], 'rows'],
] as const)('samples of shape %j are %s, and get a network that takes them', (shape, kind) => {
  expect(dataKindOf(task(shape))).toBe(kind);
  const model = networkFor(task(shape), { width: 8, dropout: 0.1 });
  expect(model.inputs[0]?.shape).toEqual([null, ...shape]);
  expect(model.outputs[0]?.shape).toEqual([null, 10]);
  model.dispose();
});

describe('auto', () => {
  test('every trial gets about the time there is, wide or narrow, where there is enough of it', () => {
    for (const given of [digits, photographs]) {
      for (const seconds of [600, 1200]) {
        for (const { hp, plan } of plansFor(seconds, given)) {
          const model = study(seconds).model(hp, given);
          // Of the first convolution: [3, 3, channels, filters].
          const width = model.weights[0]?.shape.at(-1) ?? 0;
          model.dispose();
          const used =
            plan.epochs /
            epochsWithin(0.4 * Number(hp.effort) * seconds, given, {
              samples: given.samples ?? 0,
              batchSize: plan.batchSize,
              width,
            });
          if (plan.epochs < 60) expect(used).toBeGreaterThan(0.7);
          expect(used).toBeLessThan(1.3);
        }
      }
    }
  });

  test('more time or fewer samples: more epochs or wider networks', () => {
    const settings = { rate: 1, optimizer: 'nesterov', width: 1, regularisation: 'light', effort: 1 } as const;
    const size = (seconds: number, given: Task) => {
      const model = presets.auto({ seconds }).model(settings, given);
      const { epochs } = presets.auto({ seconds }).training(settings, given);
      const parameters = model.countParams();
      model.dispose();
      return { epochs, parameters };
    };
    const [short, long] = [size(60, digits), size(600, digits)];
    expect(long.parameters).toBeGreaterThan(short.parameters);
    expect(long.epochs).toBeGreaterThan(short.epochs);
    expect(size(600, task([28, 28, 1], 2_000)).epochs).toBeGreaterThan(long.epochs);
    expect(size(1, digits).epochs).toBe(1);
  });

  test('the first trial takes a quarter of the time of the second', () => {
    const [first, second] = presets.auto().enqueue ?? [];
    expect(second).toEqual({ ...first, effort: 1 });
    const used = ([0.25, 1] as const).map((effort) => {
      const hp = { rate: 1, optimizer: 'nesterov', width: 1, regularisation: 'light', effort } as const;
      const model = presets.auto().model(hp, photographs);
      const filters = model.weights[0]?.shape.at(-1) ?? 0;
      model.dispose();
      return presets.auto().training(hp, photographs).epochs * secondsPerSample(photographs, filters);
    });
    expect((used[0] ?? 0) / (used[1] ?? 0)).toBeCloseTo(0.25, 1);
  });

  test('colours are mirrored, digits are not, tables and series are left alone', () => {
    const namesOf = (given: Task) =>
      new Set(
        plansFor(600, given).flatMap(({ plan }) =>
          (plan.augmentation ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.name)),
        ),
      );
    expect(namesOf(digits)).toEqual(new Set(['shift', 'cutout']));
    expect(namesOf(photographs)).toEqual(new Set(['flip', 'crop', 'cutout']));
    expect(namesOf(table)).toEqual(new Set());
    expect(namesOf(series)).toEqual(new Set());
  });

  test('batches grow with the root of the number of samples', () => {
    const sizes = [100, 1_000, 8_333, 50_000, 1_000_000].map(
      (samples) => plansFor(600, task([30], samples))[0]?.plan.batchSize,
    );
    expect(sizes).toEqual([16, 16, 64, 128, 128]);
  });

  test('a regression is judged by R2 and learns without labels', () => {
    const preset = presets.auto({ task: 'regression' });
    expect(preset.objectives).toEqual([{ metric: 'validation.r2', direction: 'maximize' }]);
    const numbers: Task = { kind: 'regression', inputShape: [8], targets: ['value'], samples: 1_000 };
    for (const regularisation of ['none', 'light', 'strong'] as const) {
      const plan = preset.training({ rate: 1, optimizer: 'adamw', width: 1, regularisation, effort: 1 }, numbers);
      expect(() => resolvePlan(plan, numbers)).not.toThrow();
    }
  });
});

test('survey is the grid of customary values', () => {
  const { space, training, sampler } = presets.survey();
  expect(space.learningRate.choices).toEqual([0.0001, 0.001, 0.01]);
  expect(space.batchSize.choices).toEqual([16, 32, 64, 128, 256]);
  expect(sampler).toEqual({ name: 'grid' });
  const plan = training({ learningRate: 0.01, batchSize: 64 }, table);
  expect(plan).toMatchObject({ batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } });
  expect(() => resolvePlan(plan, table)).not.toThrow();
});

describe.concurrent('with the real command line', { timeout: 300_000 }, () => {
  const run = async (preset: string, dataset: string, trials: number) => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder, {
      dataset,
      before: `const preset = ${preset};`,
      space: 'preset.space',
      model: 'preset.model',
      training: 'preset.training',
      objectives: 'preset.objectives',
      sampler: 'preset.sampler',
      trials: String(trials),
    });
    const { exitCode, stderr, stdout } = await runUntimed(['tune', file], folder);
    expect({ stderr, interrupted: exitCode }, stdout).toMatchObject({ stderr: '' });
    return parseRows(await readFile(join(folder, 'reports', 'small', 'ranking.csv'), 'utf8'));
  };

  test('auto learns images, in a few seconds', async () => {
    const rows = await run(
      'ortune.presets.auto({ seconds: 4 })',
      'ortune.mnist({ train: 600, validation: 200, test: 200 })',
      2,
    );
    expect(rows.map(({ state }) => state)).toEqual(['COMPLETE', 'COMPLETE']);
    expect(Number(rows[0]?.test_accuracy)).toBeGreaterThan(0.5);
  });

  test('auto learns a table, and survey begins to go through its grid', async () => {
    const table = await run('ortune.presets.auto({ seconds: 2 })', 'wine()', 2);
    expect(Number(table[0]?.test_accuracy)).toBeGreaterThan(0.8);
    const grid = await run('ortune.presets.survey()', 'wine()', 3);
    expect(new Set(grid.map((row) => `${row['hp.learningRate']} ${row['hp.batchSize']}`)).size).toBe(3);
    expect(grid.map(({ state }) => state)).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE']);
  });
});
