import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Under its final name a file appears only whole: it is written beside it, flushed to the disk, and then renamed.
 * @param content in one piece, or in parts that are made as they are written
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  // The process number keeps two runs that write the same report from sharing the temporary file.
  const temporary = `${path}.${process.pid}.tmp`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, 'w');
    await writeFile(handle, content);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
