import type { SessionOptions } from '../benchmark/timed-session.js';
import { choice, type Hyperparameters, ordinal } from '../study/space.js';

/**
 * ONNX Runtime's config entries that are searched (onnxruntime_session_options_config_keys.h), with what holds without
 * them. onnxruntime-node hands every entry of `extra` to AddConfigEntry. Left out are those that change what a model
 * computes (`session.disable_quant_qdq`, `optimization.enable_gelu_approximation`, ...), those for other devices, and
 * those that take effect only where several sessions share a process. Denormals are the exception: numbers below 1e-38
 * become 0, which no prediction depends on.
 */
export const configEntries = {
  /** Threads wait in a loop for work: faster, while they take a processor each. */
  'session.intra_op.allow_spinning': { usual: '1', other: '0' },
  'session.inter_op.allow_spinning': { usual: '1', other: '0' },
  /** Weights are kept once more in the layout of the kernels. */
  'session.disable_prepacking': { usual: '0', other: '1' },
  'session.set_denormal_as_zero': { usual: '0', other: '1' },
  /** Work is divided into ever smaller blocks, for threads that others slow down. */
  'session.dynamic_block_base': { usual: '0', other: '4' },
  /** Weights do not live in the arena, which grows in powers of two. */
  'session.use_device_allocator_for_initializers': { usual: '0', other: '1' },
} as const;

export type ConfigEntry = keyof typeof configEntries;

const entryNames = Object.keys(configEntries) as readonly ConfigEntry[];

const allThreadCountsUpTo = 8;

/** All numbers of threads for few processors; beyond eight powers of two, what is midway between them, and all. */
export function threadCounts(processors: number): readonly number[] {
  const counts = Array.from({ length: Math.min(processors, allThreadCountsUpTo) }, (_, index) => index + 1);
  for (let power = allThreadCountsUpTo; power < processors; power *= 2) {
    counts.push(...[1.5 * power, 2 * power].filter((count) => count < processors), processors);
  }
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** @param processors that this process may use */
export function sessionSpace(processors: number) {
  const threads = threadCounts(processors);
  const entry = (name: ConfigEntry) => choice([configEntries[name].usual, configEntries[name].other]);
  return {
    intraOpNumThreads: ordinal(threads),
    executionMode: choice(['sequential', 'parallel']),
    interOpNumThreads: ordinal(threads, { when: { executionMode: 'parallel' } }),
    graphOptimizationLevel: ordinal(['disabled', 'basic', 'extended', 'layout', 'all']),
    enableCpuMemArena: choice([true, false]),
    enableMemPattern: choice([true, false]),
    'session.intra_op.allow_spinning': entry('session.intra_op.allow_spinning'),
    'session.inter_op.allow_spinning': entry('session.inter_op.allow_spinning'),
    'session.disable_prepacking': entry('session.disable_prepacking'),
    'session.set_denormal_as_zero': entry('session.set_denormal_as_zero'),
    'session.dynamic_block_base': entry('session.dynamic_block_base'),
    'session.use_device_allocator_for_initializers': entry('session.use_device_allocator_for_initializers'),
  };
}

export type SessionSetting = Hyperparameters<ReturnType<typeof sessionSpace>>;

/** What ONNX Runtime does where nothing is said, on so many threads; its own number of threads is that of physical cores. */
export function usualSetting(threads: number): SessionSetting {
  return {
    intraOpNumThreads: threads,
    executionMode: 'sequential',
    interOpNumThreads: undefined,
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    'session.intra_op.allow_spinning': '1',
    'session.inter_op.allow_spinning': '1',
    'session.disable_prepacking': '0',
    'session.set_denormal_as_zero': '0',
    'session.dynamic_block_base': '0',
    'session.use_device_allocator_for_initializers': '0',
  };
}

/** Whether every part of a setting does something: what belongs to threads that there are not is as usual. */
export function isEffective(setting: SessionSetting): boolean {
  const unused: ConfigEntry[] = [];
  if (setting.intraOpNumThreads === 1) unused.push('session.intra_op.allow_spinning', 'session.dynamic_block_base');
  if (setting.executionMode === 'sequential' || setting.interOpNumThreads === 1) {
    unused.push('session.inter_op.allow_spinning');
  }
  return unused.every((name) => setting[name] === configEntries[name].usual);
}

/** For `InferenceSession.create`: the number of threads, and whatever is not as usual. */
export function sessionOptionsOf(setting: SessionSetting): SessionOptions {
  const { intraOpNumThreads, executionMode, interOpNumThreads, graphOptimizationLevel } = setting;
  const { enableCpuMemArena, enableMemPattern } = setting;
  const extra = Object.fromEntries(
    entryNames.flatMap((name) => (setting[name] === configEntries[name].usual ? [] : [[name, setting[name]]])),
  );
  return {
    intraOpNumThreads,
    ...(executionMode === 'parallel' && { executionMode, interOpNumThreads }),
    ...(graphOptimizationLevel !== 'all' && { graphOptimizationLevel }),
    ...(!enableCpuMemArena && { enableCpuMemArena }),
    ...(!enableMemPattern && { enableMemPattern }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
