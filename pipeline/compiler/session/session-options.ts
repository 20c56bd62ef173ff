import type { InferenceSession } from 'onnxruntime-node';

export interface RuntimeOptions {
  /** Threads of one operator. Default: as many as ONNX Runtime finds cores. */
  readonly threads?: number;
  readonly executionProviders?: readonly string[];
  /** Writes a profile of every run to this path and a time stamp. */
  readonly profilePrefix?: string;
}

/** What every session of the compiler is created with. */
export function sessionOptions(
  { threads, executionProviders, profilePrefix }: RuntimeOptions,
  graphOptimizationLevel: 'all' | 'disabled' = 'all',
): InferenceSession.SessionOptions {
  return {
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel,
    ...(executionProviders && { executionProviders: [...executionProviders] }),
    // 3: errors only; the default warns about every shape it finds for itself.
    logSeverityLevel: 3,
    ...(profilePrefix && { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
}
