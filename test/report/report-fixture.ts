import type { StudyRun } from '../../pipeline/report/render-study-json.js';
import { atMost, maximize, minimize } from '../../pipeline/study/objective.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';
import { trial } from '../rank/trial-fixture.js';
import { exampleTiming } from '../run/example-trials.js';
import { validStudy } from '../study/study-fixture.js';

export const study = parseStudy({
  ...validStudy,
  objectives: [maximize('validation.accuracy'), minimize('latency.p90')],
  constraints: [atMost('model.bytes', 10_000)],
  seed: 7,
  trials: 4,
});

export const run: StudyRun = {
  study,
  engine: 'onnx',
  workers: 2,
  options: { studyFile: 'digits.study.ts', timeout: 60 },
  environment: {
    versions: { ortune: '1.2.3', node: '20.0.0', onnxruntime: '1.30.0', tfjs: '4.22.0' },
    machine: { os: 'linux', architecture: 'x64', cpu: 'a processor', cores: 2, memoryBytes: 1024 },
  },
};

const record = (epoch: number) => ({
  epoch,
  learningRate: 0.01,
  trainLoss: 1 / epoch,
  trainScore: 0.5,
  validationLoss: 1.5 / epoch,
  validationScore: 0.25,
  seconds: 0.125,
});

export const trials: readonly TrialRecord[] = [
  trial(0, {}, { state: 'FAIL', reason: '=diverged', parameters: { optimizer: 'sgd' }, epochs: 1, curve: [record(1)] }),
  trial(
    1,
    {
      'train.seconds': 1.5,
      'train.learningRate': 0.02,
      'train.loss': 0.1,
      'train.accuracy': 0.97,
      'validation.loss': 0.2,
      'validation.accuracy': 0.95,
      'test.loss': 0.3,
      'test.accuracy': 0.9375,
      'model.parameters': 1234,
      'model.bytes': 5678,
      'parity.maxAbs': 1e-7,
      'parity.top1': 1,
      'latency.p50': 0.5,
      'latency.p90': 0.75,
      throughput: 2000.5,
      coldStart: 12,
      'memory.peak': 80,
      'memory.resident': 75,
    },
    {
      parameters: { learningRate: 0.1 + 0.2, optimizer: 'momentum', momentum: 0.9, units: 16, bias: true },
      epochs: 2,
      curve: [record(1), record(2)],
      diagnosis: 'good',
      timing: exampleTiming(),
    },
  ),
  trial(2, { 'model.bytes': 20_000 }, { state: 'PRUNED', reason: 'model.bytes is too large', epochs: 0 }),
];
