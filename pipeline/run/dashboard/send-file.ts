import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Opens a file of a folder for reading. Undefined where there is none, or it is not in the folder: neither by its path nor by a
 * link, and no hidden file.
 * @param path as it stands in an address, with slashes, decoded
 */
export async function openInside(folder: string, path: string): Promise<FileHandle | undefined> {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part.startsWith('.') || /[\\\0:]/.test(part))) return undefined;
  const [root, file] = await Promise.all([
    realpath(folder).catch(() => undefined),
    realpath(join(folder, ...parts)).catch(() => undefined),
  ]);
  if (root === undefined || file === undefined || !file.startsWith(`${root}${sep}`)) return undefined;
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (handle && !(await handle.stat()).isFile()) {
    await handle.close();
    return undefined;
  }
  return handle;
}

/** Sends it as a download: nothing of it is ever run as a page of this server. */
export async function sendFile(
  response: ServerResponse,
  file: FileHandle,
  path: string,
  isHead: boolean,
): Promise<void> {
  const { size } = await file.stat();
  const name = basename(path).replaceAll(/[^\w.-]/g, '_');
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': size,
    'content-disposition': `attachment; filename="${name}"`,
  });
  if (isHead || size === 0) {
    await file.close();
    response.end();
    return;
  }
  // A browser may go away in the middle of it.
  await pipeline(file.createReadStream({ end: size - 1 }), response).catch(() => response.destroy());
}
