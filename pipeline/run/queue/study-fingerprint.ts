import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { OrtuneError, StudyFileError } from '../../errors.js';
import { ortuneVersion } from '../../version.js';
import type { Fingerprint } from './job-body.js';

/**
 * @param modules that are compared beside the study file: paths from its folder; one that is not there has no hash
 * @param dataHash of the data as they were loaded, see `hashData`
 * @throws StudyFileError where there is no such study file
 */
export async function studyFingerprint(
  studyFile: string,
  modules: readonly string[],
  dataHash: string,
): Promise<Fingerprint> {
  const content = await readFile(studyFile).catch((error: Error) => {
    throw new StudyFileError(`cannot read study file ${studyFile}: ${error.message}`, { cause: error });
  });
  const folder = dirname(await realpath(studyFile));
  const hashes = await Promise.all(
    modules.map(async (path): Promise<readonly [string, string][]> => {
      const module = await readFile(join(folder, path)).catch(() => undefined);
      return module ? [[path, hash(module)]] : [];
    }),
  );
  return {
    studyFile: hash(content),
    modules: Object.fromEntries(hashes.flat()),
    data: dataHash,
    version: ortuneVersion,
  };
}

/** How the fingerprint names modules: on whichever machine, from the folder of the study file. */
export async function modulePaths(studyFile: string, files: readonly string[]): Promise<readonly string[]> {
  const folder = dirname(await realpath(studyFile));
  return files.map((file) => relative(folder, file).split(sep).join('/'));
}

const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

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
  for (const [path, there] of Object.entries(conductor.modules)) {
    const own = here.modules[path];
    if (own === undefined) refuse(`${path}, which its study file imports, is not here; copy the conductor's`);
    else if (own !== there) {
      refuse(
        `${path}, which its study file imports, is another here (SHA-256 ${short(own)}, the conductor's ${short(there)}); copy the conductor's`,
      );
    }
  }
  if (here.data !== conductor.data) {
    refuse(
      `its data are others here (SHA-256 ${short(here.data)}, the conductor's ${short(conductor.data)}); bring the same files to this machine`,
    );
  }
}
