import { stat, writeFile } from 'node:fs/promises';
import { OrtuneError } from '../errors.js';
import { writeFileAtomically } from './write-file-atomically.js';

/** By the code of the system's error. */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'make its folder, or choose another place',
  ENOTDIR: 'choose another place',
  EISDIR: 'choose another name',
  ENOSPC: 'free some disk space',
};
const usualRemedy = 'make the folder writable, or choose another place';

/**
 * `writeFileAtomically` for a file that a user asked for; a pipe or a device (`/dev/stdout`), whose place no file may take, is
 * written to.
 * @throws OrtuneError that names the file where it cannot be written
 */
export async function writeFileOrExplain(...[path, content]: Parameters<typeof writeFileAtomically>): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const isStream = found?.isFIFO() || found?.isCharacterDevice() || found?.isSocket();
  await (isStream ? writeFile : writeFileAtomically)(path, content).catch(explainUnwritable(path));
}

/** @returns what throws an OrtuneError that names the file, what the system says, and the remedy */
export function explainUnwritable(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const remedy = remedies[error.code ?? ''] ?? usualRemedy;
    // The rest of a system's message is the name of a temporary file.
    const [problem = ''] = error.message.split(', ');
    throw new OrtuneError(`cannot write \`${path}\`: ${problem}; ${remedy}`, { cause: error });
  };
}
