import { stat, writeFile } from 'node:fs/promises';
import { OrtuneError } from '../errors.js';
import { writeFileAtomically } from './write-file-atomically.js';

/**
 * `writeFileAtomically` for a file that a user asked for; a pipe or a device (`/dev/stdout`), whose place no file may take, is
 * written to.
 * @throws OrtuneError that names the file where it cannot be written
 */
export async function writeFileOrExplain(...[path, content]: Parameters<typeof writeFileAtomically>): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const isStream = found?.isFIFO() || found?.isCharacterDevice() || found?.isSocket();
  await (isStream ? writeFile : writeFileAtomically)(path, content).catch((error: Error) => {
    throw new OrtuneError(`cannot write \`${path}\`: ${error.message}`, { cause: error });
  });
}
