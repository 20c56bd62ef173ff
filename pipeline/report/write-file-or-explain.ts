import { OrtuneError } from '../errors.js';
import { writeFileAtomically } from './write-file-atomically.js';

/** `writeFileAtomically` for a file that a user asked for. @throws OrtuneError that names the file where it cannot be written */
export async function writeFileOrExplain(...[path, content]: Parameters<typeof writeFileAtomically>): Promise<void> {
  await writeFileAtomically(path, content).catch((error: Error) => {
    throw new OrtuneError(`cannot write ${path}: ${error.message}`, { cause: error });
  });
}
