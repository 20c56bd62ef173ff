import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StudyFileError } from '../errors.js';
import { describeIssues } from '../study/describe-issues.js';
import { parameterValueSchema } from '../study/space-schema.js';
import { metrics, type TrialRecord } from '../study/trial.js';

/** What a later study wants to know of an earlier one. */
export interface EarlierStudy {
  readonly name: string;
  readonly trials: readonly TrialRecord[];
}

/** JSON has no word for these: they are written as texts. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)], {
  error: 'must be a number',
});

const epoch = z.object({
  epoch: z.int(),
  learningRate: number,
  trainLoss: number,
  trainScore: number,
  validationLoss: number,
  validationScore: number,
  seconds: number,
});

const trial = z.object({
  number: z.int(),
  state: z.enum(['WAITING', 'RUNNING', 'COMPLETE', 'PRUNED', 'FAIL']),
  reason: z.string(),
  parameters: z.record(z.string(), parameterValueSchema),
  metrics: z
    .record(z.string(), number)
    .transform((values) => Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(metrics, name)))),
  curve: z.array(epoch),
  epochs: z.int(),
  diagnosis: z.string(),
});

const format = 2;
const studyJson = z.object({ format: z.literal(format), name: z.string(), trials: z.array(trial) });

/**
 * The trials of an earlier study, by number, from its report.
 * @param place study.json, or the folder it lies in
 * @throws StudyFileError where there is none, or it is not a report of this version
 */
export async function readStudyJson(place: string): Promise<EarlierStudy> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(place, 'study.json') : place;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new StudyFileError(`cannot read ${file}: ${problem}`, { cause: error });
  });
  return parseStudyJson(text, file);
}

function parseStudyJson(text: string, file: string): EarlierStudy {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new StudyFileError(`${file} is not JSON`, { cause: error });
  }
  const parsed = studyJson.safeParse(content);
  if (parsed.success) return { name: parsed.data.name, trials: parsed.data.trials };
  const [first] = describeIssues(parsed.error.issues, content).split('\n');
  throw new StudyFileError(`${file} is not a report of this version of ortune: ${first}; run that study again`);
}
