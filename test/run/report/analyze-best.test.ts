import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ndarray from 'ndarray';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrtuneError, StudyFileError } from '../../../pipeline/errors.js';
import type { Dataset, LoadedData, SampleData } from '../../../pipeline/load/data.js';
import { analyzeBest } from '../../../pipeline/run/report/analyze-best.js';
import { lookAtBest } from '../../../pipeline/run/report/look-at-best.js';
import { readAnalysis } from '../../../pipeline/run/report/read-analysis.js';
import { maximize } from '../../../pipeline/study/objective.js';
import { parseStudy } from '../../../pipeline/study/parse-study.js';
import { float } from '../../../pipeline/study/space.js';
import { modelOf, op } from '../../quantize/model-kit.js';

/** A column of three categories that tells the class, and a column of numbers that does not. */
const split = {
  x: ndarray<SampleData>(Float32Array.of(0, 5, 1, -5, 2, 5, 0, -5, 1, 5, 2, -5), [6, 2]),
  y: ndarray(Int32Array.of(0, 1, 1, 0, 1, 1), [6]),
};
const loaded: LoadedData = {
  name: 'colours',
  task: { kind: 'classification', inputShape: [2], classes: ['red', 'other'] },
  train: split,
  validation: split,
  test: split,
  inputTransform: {
    kind: 'columns',
    columns: [
      { kind: 'categorical', name: 'colour', categories: ['red', 'green', 'blue'] },
      { kind: 'numeric', name: 'noise', fill: 0, mean: 0, std: 1 },
    ],
  },
};
const dataset: Dataset = { name: 'colours', options: {}, load: async () => loaded };
const study = parseStudy({
  name: 'colours',
  dataset,
  space: { rate: float(0, 1) },
  model: () => undefined,
  training: () => undefined,
  objectives: [maximize('validation.accuracy')],
  // The file takes one number for each category.
  export: { normalisation: 'excluded', output: 'probabilities' },
});

/** Takes noise, red, green and blue (numbers come first); knows each category by its own number. */
const network = (certainty: number) =>
  modelOf({
    input: [4],
    nodes: [op('MatMul', ['x', 'w'], 'y')],
    constants: {
      w: [[4, 2], Float32Array.of(0, 0, certainty, 1 - certainty, 1 - certainty, certainty, 1 - certainty, certainty)],
    },
    outputs: ['y'],
  });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-analysis-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the end of a study', () => {
  const endOf = async (change: Partial<Parameters<typeof lookAtBest>[0]>) => {
    const warnings: string[] = [];
    await lookAtBest({ folder, study, ended: 'complete', onWarning: (message) => warnings.push(message), ...change });
    return warnings;
  };

  it('is no failure where the data cannot be read or do not fit: a warning says so', async () => {
    expect(await endOf({})).toEqual([]);
    await writeFile(join(folder, 'best.onnx'), 'no network');
    expect(await endOf({ ended: 'interrupted' })).toEqual([]);
    expect(await endOf({})).toEqual([expect.stringMatching(/^the best network was not looked at: ./)]);
    const gone = { ...study, dataset: { ...dataset, load: () => Promise.reject(new Error('the disk is gone')) } };
    expect(await endOf({ study: gone })).toEqual(['the best network was not looked at: the disk is gone']);
    expect(await endOf({ interrupt: AbortSignal.abort(new Error('Ctrl-C')) })).toEqual([
      'the best network was not looked at: Ctrl-C',
    ]);
    expect(await readAnalysis(folder)).toBeUndefined();
  });
});

describe('analysis.json', () => {
  it('tells of best.onnx; the codes of a category are shuffled together', async () => {
    await writeFile(join(folder, 'best.onnx'), network(0.75));
    await analyzeBest(folder, study);
    const analysis = await readAnalysis(folder);
    expect(analysis).toMatchObject({ network: 'trial ?', dataset: 'colours', samples: 6, unusable: 0 });
    const predictions = analysis?.predictions;
    expect(predictions?.kind === 'classification' && predictions.calibration.error).toBeCloseTo(0.25, 6);
    expect(analysis?.features?.features.map(({ name }) => name)).toEqual(['colour', 'noise']);
    expect(analysis?.features?.features[0]?.drop).toBeGreaterThan(0.1);
    expect(analysis?.features?.features[1]?.drop).toBe(0);
    const profile = analysis?.profile;
    expect(profile && 'nodes' in profile && profile.nodes).toMatchObject([
      { operator: 'MatMul', shapes: '1x4 -> 1x2' },
    ]);
    expect(profile && 'run' in profile && profile.run).toBeGreaterThan(0);
  });

  it('of another network or another version counts for nothing; a damaged one is named', async () => {
    expect(await readAnalysis(folder)).toBeUndefined();
    await writeFile(join(folder, 'best.onnx'), network(0.75));
    await analyzeBest(folder, study);
    const file = join(folder, 'analysis.json');
    const text = await readFile(file, 'utf8');
    await writeFile(join(folder, 'best.onnx'), network(0.9));
    expect(await readAnalysis(folder)).toBeUndefined();
    await writeFile(join(folder, 'best.onnx'), network(0.75));
    await writeFile(file, text.replace('"format":1', '"format":99'));
    expect(await readAnalysis(folder)).toBeUndefined();
    await writeFile(file, text.replace('"samples":6', '"samples":"six"'));
    await expect(readAnalysis(folder)).rejects.toThrow(/analysis\.json is damaged: .*samples/);
    await writeFile(file, text.slice(0, 100));
    await expect(readAnalysis(folder)).rejects.toThrow(StudyFileError);
  });

  it('needs a best.onnx', async () => {
    await expect(analyzeBest(folder, study)).rejects.toThrow(OrtuneError);
  });
});
