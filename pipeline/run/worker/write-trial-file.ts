import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReportFolderError } from '../../errors.js';
import { writeFileAtomically } from '../../report/write-file-atomically.js';

/** Writes a file of a trial into the report folder. @throws ReportFolderError where the folder or the disk does not take it */
export async function writeTrialFile(file: string, content: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, content);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ReportFolderError(`cannot write ${file}: ${problem}; free some disk space, or make the folder writable`, {
      cause: error,
    });
  }
}
