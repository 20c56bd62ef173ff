import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Analysis, analysisFormat, analysisSchema } from '../../analyze/analysis.js';
import { StudyFileError } from '../../errors.js';
import { describeIssues } from '../../study/describe-issues.js';
import { analysisFile } from './analyze-best.js';

/** What tells whether the rest is worth reading. */
const heading = z.object({ format: z.number(), file: z.string() });

/**
 * What analysis.json of a report folder says of the best.onnx beside it; undefined where there is none, or it is of another
 * network or another version.
 * @throws StudyFileError where the file is damaged
 */
export async function readAnalysis(folder: string): Promise<Analysis | undefined> {
  const file = join(folder, analysisFile);
  const text = await readIfThere(file);
  const network = text && (await readIfThere(join(folder, 'best.onnx')));
  if (!text || !network) return undefined;
  const content = parse(text.toString('utf8'), file);
  const told = heading.safeParse(content).data;
  const isOfNetwork = told?.file === createHash('sha256').update(network).digest('hex');
  if (told && (told.format !== analysisFormat || !isOfNetwork)) return undefined;
  const parsed = analysisSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [first = ''] = describeIssues(parsed.error.issues, content).split('\n');
  throw damaged(file, first);
}

const damaged = (file: string, problem: string, cause?: unknown) =>
  new StudyFileError(`${file} is damaged: ${problem}; remove it, or make it anew with \`--study-file\``, { cause });

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, 'it is not JSON', error);
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StudyFileError(`cannot read ${file}: ${error.message}`, { cause: error });
  });
}
