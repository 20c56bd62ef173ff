import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import {
  configEntries,
  isEffective,
  sessionOptionsOf,
  sessionSpace,
  threadCounts,
  usualSetting,
} from '../../pipeline/tune-session/session-space.js';
import { matrixChain } from '../benchmark/small-models.js';

const model = matrixChain(4, 1);

it.each([
  [1, [1]],
  [2, [1, 2]],
  [8, [1, 2, 3, 4, 5, 6, 7, 8]],
  [10, [1, 2, 3, 4, 5, 6, 7, 8, 10]],
  [16, [1, 2, 3, 4, 5, 6, 7, 8, 12, 16]],
  [64, [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64]],
])('of %d processors these numbers of threads are tried: %j', (processors, counts) => {
  expect(threadCounts(processors)).toEqual(counts);
});

it('says nothing that is as usual', () => {
  expect(sessionOptionsOf(usualSetting(2))).toEqual({ intraOpNumThreads: 2 });
  const changed = {
    ...usualSetting(2),
    executionMode: 'parallel',
    interOpNumThreads: 2,
    graphOptimizationLevel: 'basic',
    enableCpuMemArena: false,
    enableMemPattern: false,
    'session.disable_prepacking': '1',
    'session.intra_op.allow_spinning': '0',
  } as const;
  expect(sessionOptionsOf(changed)).toEqual({
    intraOpNumThreads: 2,
    executionMode: 'parallel',
    interOpNumThreads: 2,
    graphOptimizationLevel: 'basic',
    enableCpuMemArena: false,
    enableMemPattern: false,
    extra: { 'session.intra_op.allow_spinning': '0', 'session.disable_prepacking': '1' },
  });
});

it('searches nothing that does nothing', () => {
  const spinning = { 'session.intra_op.allow_spinning': '0' } as const;
  const between = { 'session.inter_op.allow_spinning': '0' } as const;
  const parallel = { executionMode: 'parallel', interOpNumThreads: 2 } as const;
  expect(isEffective({ ...usualSetting(2), ...spinning })).toBe(true);
  expect(isEffective({ ...usualSetting(1), ...spinning })).toBe(false);
  expect(isEffective({ ...usualSetting(1), 'session.dynamic_block_base': '4' })).toBe(false);
  expect(isEffective({ ...usualSetting(1), ...parallel, ...between })).toBe(true);
  expect(isEffective({ ...usualSetting(1), ...parallel, ...between, interOpNumThreads: 1 })).toBe(false);
  expect(isEffective({ ...usualSetting(2), ...between })).toBe(false);
});

it('has only options that onnxruntime-node takes', async () => {
  const space = sessionSpace(2);
  for (let draw = 0; draw < 40; draw++) {
    const setting = { ...usualSetting(1), ...drawParameters(space, randomStream(draw)) };
    const session = await InferenceSession.create(model, sessionOptionsOf(setting));
    await session.release();
  }
});

it.each(Object.keys(configEntries))('%s reaches ONNX Runtime', async (name) => {
  // Its limit on values is what answers.
  const created = InferenceSession.create(model, { extra: { [name]: '1'.repeat(10_000) } });
  await expect(created).rejects.toThrow('Config value is longer than maximum length');
});
