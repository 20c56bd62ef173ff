import type { CandidateResult } from '../../pipeline/benchmark/measure-candidates.js';
import { readInputs } from '../../pipeline/benchmark/read-inputs.js';
import type { TestModel } from './find-models.js';

/** How far a model came; `not from Node`: its inputs or outputs are of types that Node cannot pass. */
export const ends = ['measured', 'not loaded', 'not from Node', 'not run', 'crashed', 'too slow'] as const;

export interface ModelOutcome extends TestModel {
  readonly end: (typeof ends)[number];
  /** What it was measured on, and otherwise what it was last tried on. */
  readonly fedWith: 'random inputs' | 'its own inputs';
  /** Why it was not measured; empty otherwise. */
  readonly reason: string;
  /** Milliseconds. */
  readonly p50: number | undefined;
}

type MeasureCandidates = typeof import('../../pipeline/benchmark/measure-candidates.js')['measureCandidates'];

/** What other inputs may change: a random length, for instance, can take a kernel forever. */
const dueToInputs: ReadonlySet<ModelOutcome['end']> = new Set(['not run', 'crashed', 'too slow']);

/** As short as it can be: it is about whether, not about how fast. */
const options = { seconds: 0.02, rounds: 1, batchSizes: [], timeoutSeconds: 30 } as const;

/** On random inputs, and where it does not run on those on the inputs that the test has for it. */
export async function measureModel(model: TestModel, measureCandidates: MeasureCandidates): Promise<ModelOutcome> {
  const [random] = await measureCandidates([{ file: model.file }], options);
  if (!random) throw new Error('a candidate has no result');
  if (model.inputs === undefined || !dueToInputs.has(endOf(random))) return outcomeOf(model, random, 'random inputs');
  const given = await readInputs(model.inputs).catch((error: Error) => error);
  if (given instanceof Error) {
    return { ...model, end: 'not from Node', fedWith: 'its own inputs', reason: given.message, p50: undefined };
  }
  const [own] = await measureCandidates([{ file: model.file }], { ...options, given });
  if (!own) throw new Error('a candidate has no result');
  return outcomeOf(model, own, 'its own inputs');
}

function outcomeOf(model: TestModel, result: CandidateResult, fedWith: ModelOutcome['fedWith']): ModelOutcome {
  const reason = 'error' in result ? result.error.message : '';
  const p50 = 'error' in result ? undefined : result.measurement.latency.p50;
  return { ...model, end: endOf(result), fedWith, reason, p50 };
}

/** By the messages that users see. */
function endOf(result: CandidateResult): ModelOutcome['end'] {
  if (!('error' in result)) return 'measured';
  const { message } = result.error;
  if (message.includes('the process that ran it')) return 'crashed';
  if (message.includes('was not measured within')) return 'too slow';
  if (message.includes('does not run on')) return 'not run';
  return /none of its outputs|can be fed|cannot be fed|is given for|tensor given/.test(message)
    ? 'not from Node'
    : 'not loaded';
}
