import { z } from 'zod';
import type { EngineName } from '../../compiler/engine.js';
import { engineNames } from '../../compiler/engine.js';
import type { StudyOverrides } from '../../study/override-study.js';
import type { TrialLimits } from '../../study/study-controls.js';
import type { Parameters } from '../../study/trial.js';

/** What must be the same on the conductor's machine and a worker's. */
export interface Fingerprint {
  /** SHA-256 of the study file. */
  readonly studyFile: string;
  /** The same of the local modules that it imports, by their paths from the study file's folder, with `/`. */
  readonly modules: Readonly<Record<string, string>>;
  /** Of the data as they were loaded, see `hashData`. */
  readonly data: string;
  /** Of ortune. */
  readonly version: string;
}

/** All a worker needs to know of one attempt at a trial. */
export interface JobBody {
  /** The name of the study. */
  readonly study: string;
  readonly trial: number;
  readonly parameters: Parameters;
  /** Whether the untrained network is wanted too. */
  readonly keepFile: boolean;
  /** Relative to the working directory of the conductor, where it lies in it; absolute otherwise. */
  readonly studyFile: string;
  readonly overrides: StudyOverrides;
  readonly engine: EngineName;
  readonly executionProviders?: readonly string[];
  readonly limits: TrialLimits;
  readonly debug: boolean;
  readonly fingerprint: Fingerprint;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** Another version of ortune may have sent it. */
export const jobBodySchema = z.object({
  study: z.string(),
  trial: z.int(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  keepFile: z.boolean(),
  studyFile: z.string(),
  overrides: z.custom<StudyOverrides>(isObject),
  engine: z.enum(engineNames),
  executionProviders: z.array(z.string()).optional(),
  limits: z.custom<TrialLimits>(isObject),
  debug: z.boolean(),
  fingerprint: z.object({
    studyFile: z.string(),
    modules: z.record(z.string(), z.string()),
    data: z.string(),
    version: z.string(),
  }),
}) satisfies z.ZodType<JobBody>;

/** What a conductor says to the worker that has claimed a job. */
export const toQueueWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('train') }),
  z.object({ type: z.literal('verdict'), verdict: z.enum(['continue', 'stop']) }),
]);
export type ToQueueWorker = z.infer<typeof toQueueWorkerSchema>;

/** What only a worker of a queue says, beside the messages of worker processes. */
export const fromQueueWorkerSchema = z.discriminatedUnion('type', [
  /** Its worker process has died, or it was told to end itself. */
  z.object({ type: z.literal('died'), reason: z.string(), wasCondemned: z.boolean() }),
  /** A file of the job is the newest checkpoint of its training. */
  z.object({ type: z.literal('checkpoint'), name: z.string() }),
]);
export type FromQueueWorker = z.infer<typeof fromQueueWorkerSchema>;
