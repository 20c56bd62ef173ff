import { describe, expect, it } from 'vitest';
import { parseFromWorker } from '../../../pipeline/run/worker/parse-from-worker.js';

const record = {
  epoch: 1,
  learningRate: 0.1,
  trainLoss: Number.NaN,
  trainScore: 0.5,
  validationLoss: Number.POSITIVE_INFINITY,
  validationScore: 0.5,
  seconds: 1,
};

describe('parseFromWorker', () => {
  it.each([
    { type: 'alive', residentBytes: 1e8 },
    { type: 'epoch', record, epochs: 3, score: 'accuracy' },
    { type: 'prepared', prepared: { metrics: { 'model.bytes': 12 } } },
    { type: 'trained', trained: { metrics: { 'train.loss': Number.NaN }, epochs: 3, diagnosis: '' } },
    { type: 'failed', failure: { kind: 'a', reason: 'b' } },
    { type: 'refused', error: { name: 'Error', message: 'no', exitCode: 2 } },
  ])('takes $type as it is', (message) => {
    expect(parseFromWorker(message)).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'ready',
    7,
    [],
    {},
    { type: 'nonsense' },
    { type: 'toString' },
    { type: { alive: true } },
    { type: 'alive', residentBytes: 'much' },
    { type: 'epoch', record: { ...record, trainLoss: '1' }, epochs: 3, score: 'accuracy' },
    { type: 'epoch', record, epochs: 3, score: 'beauty' },
    { type: 'trained', trained: { metrics: { 'train.loss': '0.1' }, epochs: 3, diagnosis: '' } },
    { type: 'failed', failure: 'all' },
  ])('refuses %j', (message) => {
    expect(parseFromWorker(message)).toBeUndefined();
  });
});
