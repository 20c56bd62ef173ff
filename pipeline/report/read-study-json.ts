import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudyFileError } from '../errors.js';
import { parseStudyJson, type StudyJson } from './study-json.js';

/**
 * An earlier study, its trials by number, from its report.
 * @param place study.json, or the folder it lies in
 * @throws StudyFileError where there is none, or it is not a report of this version
 */
export async function readStudyJson(place: string): Promise<StudyJson> {
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
