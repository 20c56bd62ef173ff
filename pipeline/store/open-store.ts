import { StorageError } from '../errors.js';
import type { Access, DatabaseConnection } from './dialects/dialect.js';
import { dialects } from './dialects/registry.js';
import { prepareSchema } from './prepare-schema.js';
import { SqlStudyReader } from './sql-study-reader.js';
import { SqlStudyStore } from './sql-study-store.js';
import { parseStorageLocation } from './storage-location.js';

/**
 * Opens a storage: `sqlite:///file.db`, `file.db`, `postgresql://...`, or `sqlite:///:memory:`, which is gone when it is
 * closed. With `create` it is made where there is none; with `read` nothing is ever written, and a file or a folder
 * without permission to write will do.
 * @throws UsageError where `storage` is no such name; StorageError where it cannot be opened or is no store of studies.
 */
export function openStore(storage: string, access: 'read'): Promise<SqlStudyReader>;
export function openStore(storage: string, access: 'write' | 'create'): Promise<SqlStudyStore>;
export async function openStore(storage: string, access: Access): Promise<SqlStudyReader> {
  const location = parseStorageLocation(storage);
  let connection: DatabaseConnection | undefined;
  try {
    connection = await dialects[location.dialect].open(location.place, access);
    await prepareSchema(connection, access);
    return new (access === 'read' ? SqlStudyReader : SqlStudyStore)(connection, location.shown);
  } catch (error) {
    const message = error instanceof StorageError ? error.message : connection?.describeError(error);
    await connection?.close();
    if (message === undefined) throw error;
    throw new StorageError(`storage \`${location.shown}\`: ${message}`, { cause: error });
  }
}
