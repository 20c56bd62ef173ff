import { open, readFile } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { DatasetError } from '../errors.js';

/** The bytes of a data file, decompressed when it is gzip (recognised by its first two bytes, RFC 1952). */
export async function readDataFile(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((cause) => unreadable(file, cause));
  if (!isGzip(bytes)) return bytes;
  return promisify(gunzip)(bytes).catch((cause) => badGzip(file, cause));
}

/** The same as a stream, for text that is parsed as it comes. */
export async function openDataFile(file: string): Promise<Readable> {
  const handle = await open(file).catch((cause) => unreadable(file, cause));
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0).catch(async (cause) => {
    await handle.close();
    return unreadable(file, cause);
  });
  const bytes = handle.createReadStream({ start: 0 });
  // An error of either stream reaches whoever reads the last one; there is nothing left for the callback to do.
  return isGzip(buffer) ? pipeline(bytes, createGunzip(), () => {}) : bytes;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unreadable(file: string, cause: NodeJS.ErrnoException): never {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file; check the path (relative paths start at the working directory)',
    EISDIR: 'this is a folder; name a file in it',
    EACCES: 'you are not allowed to read it; change its permissions',
  };
  throw new DatasetError(`${file}: ${reasons[cause.code ?? ''] ?? `it cannot be read (${cause.message})`}`, { cause });
}

export function badGzip(file: string, cause: unknown): never {
  const detail = cause instanceof Error ? cause.message : String(cause);
  throw new DatasetError(`${file}: the gzip file is damaged or truncated (${detail}); get it again`, { cause });
}
