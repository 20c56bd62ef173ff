import { describeMachine, type Machine } from './machine.js';
import { type CandidateResult, type MeasureOptions, measureCandidates } from './measure-candidates.js';

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
    candidates: await measureCandidates(files, { ...options, seconds }),
  };
}
