import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { checkWritable } from './check-writable.js';
import { makeFolder } from './make-folder.js';

/**
 * Makes sure that the report of `study` can be written to `folder`, which is created where it is missing. Called before
 * a run as well, so that nothing is trained in vain.
 * @throws UsageError where the folder is not writable or holds the report of another study.
 */
export async function prepareReportFolder(folder: string, study: string): Promise<void> {
  await makeFolder(folder)
    .then(() => checkWritable(folder))
    .catch((error: Error) => {
      const remedy = 'choose another one with --out';
      throw new UsageError(`cannot write to the report folder ${folder}: ${error.message}; ${remedy}`, {
        cause: error,
      });
    });
  const owner = await readOwner(join(folder, 'study.json'));
  if (owner !== undefined && owner !== study) {
    const found = owner === '' ? 'a study.json that is not of ortune' : `the report of study \`${owner}\``;
    throw new UsageError(
      `the folder ${folder} holds ${found}, not of \`${study}\`; move it away or choose another folder with --out`,
    );
  }
}

/** The study whose report this is; empty where the file is something else, undefined where there is none. */
async function readOwner(path: string): Promise<string | undefined> {
  // Of a large study the file has hundreds of megabytes, and its name is among the first.
  const begin = await readBegin(path).catch(() => '');
  const name = /^\{\s*"format": \d+,\s*"name": "([\w.-]+)"/.exec(begin)?.[1];
  if (name !== undefined) return name;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UsageError(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    const isNamed = typeof content === 'object' && content !== null && 'name' in content;
    return isNamed && typeof content.name === 'string' ? content.name : '';
  } catch {
    return '';
  }
}

async function readBegin(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
