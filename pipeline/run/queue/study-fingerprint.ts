import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OrtuneError, StudyFileError } from '../../errors.js';
import { ortuneVersion } from '../../version.js';
import type { Fingerprint } from './job-body.js';

/** @param dataHash of the data as they were loaded, see `hashData` */
export async function studyFingerprint(studyFile: string, dataHash: string): Promise<Fingerprint> {
  return { studyFile: await hashFile(studyFile), data: dataHash, version: ortuneVersion };
}

async function hashFile(path: string): Promise<string> {
  const content = await readFile(path).catch((error: Error) => {
    throw new StudyFileError(`cannot read study file ${path}: ${error.message}`, { cause: error });
  });
  return createHash('sha256').update(content).digest('hex');
}

const short = (hash: string) => hash.slice(0, 12);

/**
 * Trials of different programs or data cannot be compared: a worker that has others than the conductor takes none.
 * @throws OrtuneError which names what differs
 */
export function checkFingerprint(study: string, conductor: Fingerprint, here: Fingerprint): void {
  const refuse = (problem: string) => {
    throw new OrtuneError(`study \`${study}\` cannot be worked on from here: ${problem}`);
  };
  if (here.version !== conductor.version) {
    refuse(`the conductor runs ortune ${conductor.version}, this is ${here.version}; install the same`);
  }
  if (here.studyFile !== conductor.studyFile) {
    refuse(
      `its study file is another here (SHA-256 ${short(here.studyFile)}, the conductor's ${short(conductor.studyFile)}); copy the conductor's`,
    );
  }
  if (here.data !== conductor.data) {
    refuse(
      `its data are others here (SHA-256 ${short(here.data)}, the conductor's ${short(conductor.data)}); bring the same files to this machine`,
    );
  }
}
