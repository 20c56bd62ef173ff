import { expect, it } from 'vitest';
import { renderTuning, renderTuningProgress } from '../../pipeline/tune-session/render-tuning.js';
import type { SessionTuning } from '../../pipeline/tune-session/tune-session.js';
import { benchResult } from '../benchmark/bench-result.js';

const { machine } = benchResult;
const options = { intraOpNumThreads: 1, enableMemPattern: false };
const candidate = { options, cost: 0.051234, ratio: { ratio: 0.625, interval: { low: 0.6, high: 0.65 } } };
const better: SessionTuning = {
  options,
  decision: { chosen: candidate, candidates: [candidate], defaultCost: 0.08, confidence: 0.95 },
  failed: [],
  tried: [
    { options, ratio: 0.6 },
    { options: { intraOpNumThreads: 2 }, problem: 'it does not load' },
  ],
  parts: [
    { without: ['intraOpNumThreads'], ratio: { ratio: 0.5, interval: { low: 0.4, high: 0.8 } } },
    { without: ['enableMemPattern'], ratio: { ratio: 0.99, interval: { low: 0.9, high: 1.1 } } },
    { without: ['enableCpuMemArena'], ratio: { ratio: 1.25, interval: { low: 1.25, high: 1.25 } } },
  ],
};
const render = (tuning: SessionTuning) =>
  renderTuning({ model: 'small.onnx', objective: 'p90', out: 'small.session.json', machine, tuning });

it('says what the options gain, what each of them does, and where they are', () => {
  expect(render(better)).toBe(`Some CPU, 2 processors; ONNX Runtime 1.30.0, Node 20.20.2
small.onnx: 2 session options tried, with 1 of which it does not run

90th percentile of latency: 0.625 (0.600 to 0.650) of what it is without options, at 95 % confidence
  0.05123 ms instead of 0.08 ms

of the best that was tried, without
  intraOpNumThreads  100 % more (25 to 150 %)
  enableMemPattern   no difference
  enableCpuMemArena  20 % less (20 to 20 %)

small.session.json: {"intraOpNumThreads":1,"enableMemPattern":false}
`);
});

it('says what was not told apart from the defaults', () => {
  const tied = { ...candidate, ratio: { ratio: 0.97, interval: { low: 0.9, high: 1.02 } } };
  const decision = { candidates: [tied], defaultCost: 0.08, confidence: 0.95 };
  const failed = [{ options: { enableCpuMemArena: false }, problem: 'out of memory' }];
  const text = render({ ...better, options: {}, decision, failed });
  expect(text).toContain(
    'nothing is told apart as better than no options at all\n' +
      '  0.970 (0.900 to 1.020) of what it is without, with {"intraOpNumThreads":1,"enableMemPattern":false}\n' +
      '  {"enableCpuMemArena":false} did not run again: out of memory\n',
  );
  expect(text).not.toContain('of the best that was tried');
  expect(text).toMatch(/small\.session\.json: \{\}\n$/);
  expect(render({ options: {}, failed: [], tried: [], parts: [] })).toContain(
    'nothing looked better than no options at all',
  );
});

it('tells how far it is', () => {
  expect(renderTuningProgress({ phase: 'searching', tried: 3, trials: 24, best: 0.876 })).toBe(
    'tried 3 of 24: the best takes 0.88 of the defaults',
  );
  expect(renderTuningProgress({ phase: 'searching', tried: 3, trials: 24, best: 1.02 })).toContain('none is better');
  expect(renderTuningProgress({ phase: 'confirming' })).toBe('measuring anew beside the defaults');
});
