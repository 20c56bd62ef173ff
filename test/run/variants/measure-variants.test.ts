import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wine } from '../../../datasets/index.js';
import { mlp } from '../../../models/index.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../../pipeline/export/export-model.js';
import { trialModelPath } from '../../../pipeline/report/write-report.js';
import type { StudyEvent } from '../../../pipeline/run/events.js';
import { evaluateFile } from '../../../pipeline/run/variants/evaluate-file.js';
import { measureVariants } from '../../../pipeline/run/variants/measure-variants.js';
import { networkTransforms } from '../../../pipeline/run/worker/network-transforms.js';
import { maximize } from '../../../pipeline/study/objective.js';
import { parseStudy } from '../../../pipeline/study/parse-study.js';
import { float } from '../../../pipeline/study/space.js';
import { losses } from '../../../pipeline/train/losses/registry.js';
import { modelOf, op } from '../../quantize/model-kit.js';
import { exampleTrial } from '../example-trials.js';

const studyWith = (exported: object) =>
  parseStudy({
    name: 'variants',
    dataset: wine(),
    space: { rate: float(0, 1) },
    model: () => undefined,
    training: () => ({ epochs: 1, batchSize: 8, optimizer: { name: 'sgd', learningRate: 0.1 } }),
    objectives: [maximize('validation.accuracy')],
    export: exported,
  });

const data = await wine().load();
let folder = '';
let onnx: Uint8Array = new Uint8Array();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-variants-'));
  await (await openEngine('cpu')).activate();
  const model = mlp({ ...data.task, hiddenUnits: 64 });
  const transforms = networkTransforms(data, { normalisation: 'included', output: 'logits' }, data.task.inputShape);
  onnx = await exportModel({ model, name: 'wine', ...transforms });
  for (const number of [0, 1]) {
    await mkdir(dirname(trialModelPath(folder, number)), { recursive: true });
    await writeFile(trialModelPath(folder, number), onnx);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

describe('variants of a study', () => {
  test('of the best trial are made, evaluated, timed and told of', { timeout: 120_000 }, async () => {
    const study = studyWith({ variants: ['fp32', 'int8-dynamic'], maxAccuracyDrop: 1 });
    const { score: accuracy } = await evaluateFile(onnx, data.validation, data, study.export);
    const trials = [
      exampleTrial({ number: 0, metrics: { 'validation.accuracy': accuracy - 0.1 } }),
      exampleTrial({ number: 1, metrics: { 'validation.accuracy': accuracy } }),
    ];
    const events: StudyEvent[] = [];
    const request = { study, folder, trials, signal: never, onEvent: (event: StudyEvent) => events.push(event) };
    const rows = await measureVariants(request);
    const file = trialModelPath(folder, 1, 'int8-dynamic');
    const bytes = await readFile(file);
    const crossEntropy = losses.softmaxCrossEntropy;
    const { score, loss } = await evaluateFile(bytes, data.validation, data, study.export, crossEntropy);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ number: 1, variant: 'int8-dynamic' });
    expect(rows[0]?.metrics).toMatchObject({
      'model.bytes': bytes.length,
      'validation.accuracy': score,
      'validation.loss': loss,
      'test.accuracy': (await evaluateFile(bytes, data.test, data, study.export)).score,
      'latency.p50': expect.any(Number),
    });
    // The trial that is behind has none.
    expect(await readdir(dirname(trialModelPath(folder, 0)))).toEqual(['model.onnx']);
    expect(events[0]).toEqual({ type: 'benchmark-started', candidates: 2 });
  });

  test('that cannot be made have a row that says why', async () => {
    const trials = [exampleTrial({ number: 7, metrics: { 'validation.accuracy': 0.5 } })];
    const warnings: StudyEvent[] = [];
    const rows = await measureVariants({
      study: studyWith({ variants: ['fp32', 'float16'] }),
      folder,
      trials,
      signal: never,
      onEvent: (event) => warnings.push(event),
    });
    expect(rows).toMatchObject([{ number: 7, variant: 'float16', state: 'PRUNED' }]);
    expect(rows[0]?.reason).toMatch(/^float16 not made: cannot read .*model\.onnx/);
    expect(warnings).toMatchObject([{ type: 'warning', message: expect.stringMatching(/^trial 7: float16 not made/) }]);
  });

  test('are none where the study asks for none, or is stopped', async () => {
    const onEvent = (event: StudyEvent) => expect.fail(event.type);
    const trials = [exampleTrial({ metrics: { 'validation.accuracy': 0.5 } })];
    const request = { folder, trials, signal: never, onEvent };
    expect(await measureVariants({ ...request, study: studyWith({}) })).toEqual([]);
    const stopped = { ...request, study: studyWith({ variants: ['fp32', 'float16'] }), signal: AbortSignal.abort() };
    expect(await measureVariants(stopped)).toEqual([]);
  });
});

describe('the score of a file', () => {
  const same = modelOf({ nodes: [op('Identity', ['x'], 'y')], input: [2], outputs: ['y'] });
  const included = { normalisation: 'included' } as const;
  const x = ndarray(Float32Array.of(1, 0, 0.5, 2, 3, 1, 0, 1), [4, 2]);

  test('is the share of rows with the right class on top', async () => {
    const split = { x, y: ndarray(Int32Array.of(0, 1, 1, 1), [4]) };
    const task = { kind: 'classification', inputShape: [2], classes: ['a', 'b'] } as const;
    const { score, loss } = await evaluateFile(same, split, { ...data, task }, included, losses.softmaxCrossEntropy);
    expect(score).toBe(0.75);
    // -log softmax of the class is log(1 + exp(other - own)).
    const margins = [1, 1.5, -2, 1];
    const expected = margins.reduce((sum, margin) => sum + Math.log1p(Math.exp(-margin)), 0) / 4;
    expect(loss).toBeCloseTo(expected, 6);
  });

  test('is R2 of a regression, the mean over its targets', async () => {
    const split = { x, y: ndarray(Float32Array.of(-1, 0, 0.5, 2, 3, 1, 2, 2), [4, 2]) };
    const task = { kind: 'regression', inputShape: [2], targets: ['a', 'b'] } as const;
    const mean = (-1 + 0.5 + 3 + 2) / 4;
    const deviations = [-1, 0.5, 3, 2].reduce((sum, v) => sum + (v - mean) ** 2, 0);
    const others = [0, 2, 1, 2].reduce((sum, v) => sum + (v - 1.25) ** 2, 0);
    const expected = (1 - (4 + 4) / deviations + 1 - 1 / others) / 2;
    const targetTransform = { mean: [5, 6], std: [2, 4] };
    const loaded = { ...data, task, targetTransform };
    const { score, loss } = await evaluateFile(same, split, loaded, included, losses.meanSquaredError);
    expect(score).toBeCloseTo(expected, 10);
    // In units of the standardised targets.
    expect(loss).toBeCloseTo((8 / 2 ** 2 + 1 / 4 ** 2) / 8, 6);
  });
});

describe('`export.variants`', () => {
  test.each([
    [['int8-static'], '`export.variants`: must contain "fp32"'],
    [['fp32', 'int8'], 'unknown variant "int8"'],
    [['fp32', 'float16', 'float16'], 'lists a variant more than once'],
    ['int8-static', 'must be a list such as ["fp32", "int8-static"]'],
  ])('%j is refused', (variants, message) => {
    expect(() => studyWith({ variants })).toThrow(message);
  });

  test('maxAccuracyDrop is a share', () => {
    expect(() => studyWith({ maxAccuracyDrop: 2 })).toThrow('must be a number from 0 to 1');
    expect(studyWith({}).export).toMatchObject({ variants: ['fp32'], maxAccuracyDrop: 0.005 });
  });
});
