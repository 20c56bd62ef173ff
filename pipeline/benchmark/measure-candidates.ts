import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ModelFileError, OrtuneError } from '../errors.js';
import type { ChildReport } from './child-protocol.js';
import { latencyInterval } from './latency-summary.js';
import { measureInChild } from './measure-in-child.js';
import { type Candidate, type MeasureOptions, measureDefaults } from './measure-options.js';
import { type Measurement, summarizeRounds } from './measurement.js';
import { fewestRounds, roundRequest, roundsOf } from './round-request.js';

export type CandidateResult = {
  readonly file: string;
} & (
  | { readonly bytes: number; readonly measurement: Measurement }
  /** A ModelFileError where the model is at fault; an OrtuneError where it was interrupted before its first round. */
  | { readonly error: OrtuneError }
);

/**
 * Measures models one after the other, never two at a time: in each round every candidate gets a fresh process, so
 * that a slow drift of the machine meets all of them alike; every other round goes through them backwards, so that a
 * steady one meets them equally. Rounds go on until every candidate is measured precisely enough, or the time is over.
 * The caller keeps the machine quiet meanwhile. A candidate that fails does not disturb the others.
 * @returns one result for each candidate, in order
 */
export async function measureCandidates(
  candidates: readonly Candidate[],
  options: MeasureOptions = {},
): Promise<CandidateResult[]> {
  const { onProgress, signal } = options;
  const begun = new Date().toISOString();
  const courses = await Promise.all(candidates.map(openCourse));
  const rounds = roundsOf(options);
  const total = rounds * courses.length;
  let done = 0;
  for (let round = 0; round < rounds && !signal?.aborted; round++) {
    if (round >= fewestRounds && courses.every((course) => isPreciseEnough(course, options))) break;
    const request = roundRequest(options, round);
    const order = round % 2 === 0 ? courses : courses.toReversed();
    for (const course of order) {
      if (signal?.aborted) break;
      if (course.error === undefined) await measureOnce(course, request, options);
      if (!signal?.aborted) onProgress?.({ candidate: courses.indexOf(course), done: ++done, total });
    }
  }
  return courses.map((course) => resultOf(course, begun));
}

/** How far the measurement of a candidate is. */
interface Course {
  readonly candidate: Candidate;
  bytes: number;
  readonly reports: ChildReport[];
  error?: OrtuneError;
}

function isPreciseEnough(
  { reports, error }: Course,
  { percentile = 'p50', width = measureDefaults.width }: MeasureOptions,
): boolean {
  if (error) return true;
  const interval = latencyInterval(reports, percentile);
  return interval !== undefined && interval.high / interval.low - 1 <= width;
}

async function openCourse(candidate: Candidate): Promise<Course> {
  const { file } = candidate;
  const course: Course = { candidate, bytes: 0, reports: [] };
  try {
    const found = await stat(file);
    if (found.isFile()) course.bytes = found.size;
    else course.error = new ModelFileError(`\`${file}\` is not a file`);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const problem = missing ? 'there is no such file' : String(cause);
    course.error = new ModelFileError(`\`${file}\` cannot be opened: ${problem}`, { cause });
  }
  return course;
}

type RoundRequest = ReturnType<typeof roundRequest>;

async function measureOnce(course: Course, round: RoundRequest, options: MeasureOptions): Promise<void> {
  const { file, session = options.session ?? measureDefaults.session } = course.candidate;
  try {
    course.reports.push(await measureInChild({ ...round, session, model: resolve(file) }, options));
  } catch (error) {
    if (options.signal?.aborted) return;
    if (!(error instanceof OrtuneError)) throw error;
    course.error = error;
  }
}

function resultOf({ candidate: { file }, bytes, reports, error }: Course, begun: string): CandidateResult {
  const [first, ...rest] = reports;
  if (error) return { file, error };
  if (!first) return { file, error: new OrtuneError(`\`${file}\` was not measured: interrupted before its turn`) };
  return { file, bytes, measurement: summarizeRounds([first, ...rest], begun) };
}
