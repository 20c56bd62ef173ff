import { sql } from 'kysely';
import { StorageError } from '../errors.js';
import { listNames } from '../study/nearest-name.js';
import type { Access, DatabaseConnection } from './dialects/dialect.js';
import { libraryVersion, olderRevisions, schemaVersion, tableNames } from './tables.js';

/**
 * Makes sure that the database holds Optuna's tables in the version of `schemaVersion`; in an empty one they are made.
 * @throws StorageError where it holds something else; nothing has been written then.
 */
export async function prepareSchema(connection: DatabaseConnection, access: Access): Promise<void> {
  let tables = await connection.listTables();
  if (tables.length === 0) {
    if (access !== 'create') throw new StorageError('it is empty; a study is made by `ortune tune`');
    await createTables(connection);
    tables = await connection.listTables();
  }
  await checkTables(connection, tables);
  if (access !== 'read') await connection.prepareForWriting();
}

async function createTables(connection: DatabaseConnection): Promise<void> {
  await connection.db.transaction().execute(async (transaction) => {
    await connection.lockSchema(transaction);
    // Another process may have been faster.
    if ((await connection.listTables(transaction)).length > 0) return;
    for (const statement of connection.schema) await sql.raw(statement).execute(transaction);
    await transaction.insertInto('alembic_version').values({ version_num: schemaVersion.alembic }).execute();
    await transaction
      .insertInto('version_info')
      .values({ version_info_id: 1, schema_version: schemaVersion.versionInfo, library_version: libraryVersion })
      .execute();
  });
}

async function checkTables({ db }: DatabaseConnection, tables: readonly string[]): Promise<void> {
  // Other programs have an `alembic_version` too, and may have `studies`.
  if (!tables.includes('alembic_version') || !tables.includes('version_info')) {
    const some = listNames(tables.slice(0, 5)) + (tables.length > 5 ? ', ...' : '');
    throw new StorageError(
      `it is the database of another program (its tables are ${some}); give ortune a file, a database or a schema of its own`,
    );
  }
  const revision = (await db.selectFrom('alembic_version').select('version_num').executeTakeFirst())?.version_num;
  if (revision !== schemaVersion.alembic) throw new StorageError(describeRevision(revision));
  const missing = tableNames.filter((name) => !tables.includes(name));
  if (missing.length > 0)
    throw new StorageError(`it is damaged: ${listNames(missing)} missing; restore it from a copy`);
  const version = (await db.selectFrom('version_info').select('schema_version').executeTakeFirst())?.schema_version;
  if (version !== schemaVersion.versionInfo) throw new StorageError(describeRevision(`${revision} (${version})`));
}

function describeRevision(revision: string | undefined): string {
  if (revision !== undefined && olderRevisions.includes(revision)) {
    return `it was made by an older Optuna (schema ${revision}); bring it up to date with \`optuna storage upgrade --storage <URL>\``;
  }
  return `its schema is ${revision ?? 'unknown'}, newer than ${schemaVersion.alembic}, which this version of ortune knows; update ortune`;
}
