import { describeMachine, type Machine } from './machine.js';
import { type CandidateResult, measureCandidates } from './measure-candidates.js';
import type { MeasureOptions } from './measure-options.js';

export interface BenchResult {
  readonly machine: Machine;
  /** Threads within operators. */
  readonly threads: number;
  /** Time given to each file, in seconds. */
  readonly seconds: number;
  readonly candidates: readonly CandidateResult[];
}

const defaultSeconds = 3;

/** `ortune bench`: measures any .onnx files side by side. Files that cannot be measured carry their error. */
export async function benchFiles(files: readonly string[], options: MeasureOptions = {}): Promise<BenchResult> {
  const { seconds = defaultSeconds, session } = options;
  return {
    machine: describeMachine(),
    threads: session?.intraOpNumThreads ?? 1,
    seconds,
    candidates: await measureCandidates(
      files.map((file) => ({ file })),
      { ...options, seconds },
    ),
  };
}
