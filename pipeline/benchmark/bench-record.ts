import type { BenchResult } from './bench-files.js';
import type { CandidateResult } from './measure-candidates.js';

/** A candidate as JSON can carry it: an error becomes its message. */
type CandidateRecord = Exclude<CandidateResult, { error: unknown }> | { readonly file: string; readonly error: string };

/** The whole result of `benchFiles` as plain data, for `JSON.stringify`. */
export function benchRecord(
  result: BenchResult,
): Omit<BenchResult, 'candidates'> & { readonly candidates: readonly CandidateRecord[] } {
  return {
    ...result,
    candidates: result.candidates.map((candidate) =>
      'error' in candidate ? { file: candidate.file, error: candidate.error.message } : candidate,
    ),
  };
}
