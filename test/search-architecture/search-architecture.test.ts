import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cellEdges } from '../../models/cells/cell-edges.js';
import { parseGenotype } from '../../models/cells/parse-genotype.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { CheckpointError } from '../../pipeline/errors.js';
import { resolveSearch } from '../../pipeline/search-architecture/resolve-search.js';
import { type SearchRequest, searchArchitecture } from '../../pipeline/search-architecture/search-architecture.js';
import { loadSearch, saveSearch } from '../../pipeline/search-architecture/search-checkpoint.js';
import { meanEntropy, type SearchEpoch } from '../../pipeline/search-architecture/search-epoch.js';
import { searchFingerprint } from '../../pipeline/search-architecture/search-fingerprint.js';
import type { SearchOptions } from '../../pipeline/search-architecture/search-options.js';
import { crop } from '../../pipeline/train/augmentation/crop.js';
import { flip } from '../../pipeline/train/augmentation/flip.js';
import { stripes } from './small-search.js';

const folder = await mkdtemp(join(os.tmpdir(), 'ortune-search-'));
afterAll(() => rm(folder, { recursive: true }));

const search: SearchOptions = {
  channels: 2,
  nodes: 1,
  operators: ['separable3x3', 'averagePool3x3', 'skip', 'zero'],
  stages: [
    { cells: 3, operators: 4, epochs: 2, warmUpEpochs: 1 },
    { cells: 4, operators: 3, epochs: 2, skipDropout: 0.4 },
    { cells: 5, operators: 2, epochs: 1, skipDropout: 0.7 },
  ],
  batchSize: 16,
  augmentation: [flip(), crop({ padding: 1 })],
  weights: { optimizer: { name: 'momentum', learningRate: 0.1 }, clipping: { norm: 5 } },
  architecture: { optimizer: { name: 'adam', learningRate: 0.1, beta1: 0.5 } },
};

const data = stripes(96);
const engine = await openEngine('onnx', { threads: 1 });
await engine.activate();
const request: SearchRequest = {
  engine,
  data,
  options: resolveSearch(search, data.task),
  seed: 3,
};
const untimed = (epochs: readonly SearchEpoch[]) => epochs.map(({ seconds, ...rest }) => rest);
const path = join(folder, 'search.checkpoint');
const fingerprint = searchFingerprint(request);

test('a search goes through its stages, and one that was ended between two of them goes on to the same architecture', async () => {
  const whole = await searchArchitecture({
    ...request,
    onEpoch: async ({ stage, epoch }, take) => {
      if (stage === 1 && epoch === 2) await saveSearch(path, await take());
    },
  });
  const resumeFrom = await loadSearch(path, fingerprint);
  const told: SearchEpoch[] = [];
  const resumed = await searchArchitecture({
    ...request,
    ...(resumeFrom && { resumeFrom }),
    onEpoch: (epoch) => {
      told.push(epoch);
    },
  });
  if (!whole || !resumed) throw new Error('the search was not ended');
  expect(untimed(told)).toEqual(untimed(whole.epochs.slice(2)));
  expect(untimed(resumed.epochs)).toEqual(untimed(whole.epochs));
  expect([resumed.genotype, resumed.accuracy]).toEqual([whole.genotype, whole.accuracy]);

  expect(whole.epochs.map(({ stage, epoch }) => [stage, epoch])).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 1],
  ]);
  expect(whole.epochs.map(({ architectureLoss }) => architectureLoss !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  const counts = whole.epochs.map(({ candidates }) => candidates.normal.map((names) => names.length));
  expect(counts).toEqual([4, 4, 3, 3, 2].map((n) => cellEdges(1).map(() => n)));
  const entropies = whole.epochs.map(({ alphas }) => meanEntropy(alphas));
  expect(entropies[0]).toBeCloseTo(Math.log(4), 6);
  expect(entropies[4]).toBeLessThan(Math.log(2));
  expect(parseGenotype(whole.genotype, 'genotype')).toEqual(whole.genotype);
  for (const accuracy of Object.values(whole.accuracy)) expect(accuracy * 48).toBeCloseTo(Math.round(accuracy * 48), 6);
});

test('a checkpoint of another search is refused', async () => {
  const other = searchFingerprint({ ...request, seed: 4 });
  expect(other).not.toBe(fingerprint);
  await expect(loadSearch(path, other)).rejects.toThrow(CheckpointError);
  await expect(loadSearch(join(folder, 'none'), other)).resolves.toBeUndefined();
});
