import { mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Fails unless something can be created in `folder`: permission bits alone do not tell (read-only mounts, full disks). */
export async function checkWritable(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.writable-')));
}
