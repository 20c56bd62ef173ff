import { UsageError } from '../errors.js';
import { quoteValue } from '../study/quote-value.js';
import type { DialectName } from './dialects/registry.js';
import { withoutPassword } from './without-password.js';

/** Where a storage is. */
export interface StorageLocation {
  readonly dialect: DialectName;
  /** For its dialect: the path of a SQLite file, a URL for PostgreSQL. */
  readonly place: string;
  /** For messages: it has no password. */
  readonly shown: string;
}

const forms =
  'give `sqlite:///folder/study.db` (`sqlite:////` before an absolute path), a path that ends in .db, or ' +
  '`postgresql://user:password@host:5432/database`';

/**
 * What the user calls a storage, in the URLs of SQLAlchemy that Optuna takes. A path is relative to the working directory.
 * @throws UsageError
 */
export function parseStorageLocation(storage: string): StorageLocation {
  const [, scheme, rest] = /^([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?:\/\/(.*)$/s.exec(storage) ?? [];
  if (scheme === undefined || rest === undefined) return fileLocation(storage);
  if (scheme === 'sqlite') return sqliteLocation(storage, rest);
  if (scheme === 'postgresql' || scheme === 'postgres') return postgresqlLocation(rest);
  throw new UsageError(`storage \`${withoutPassword(storage)}\`: \`${scheme}\` is not supported; ${forms}`);
}

function fileLocation(path: string): StorageLocation {
  if (!/[^/\\]\.db$/.test(path)) {
    throw new UsageError(`storage ${quoteValue(path)} is neither a URL nor a path that ends in .db; ${forms}`);
  }
  return { dialect: 'sqlite', place: path, shown: path };
}

/** As in SQLAlchemy three slashes come before a relative path, four before an absolute one. */
function sqliteLocation(storage: string, rest: string): StorageLocation {
  const path = rest.slice(1);
  if (!rest.startsWith('/') || path === '') throw new UsageError(`storage \`${storage}\` names no file; ${forms}`);
  if (path.includes('?')) throw new UsageError(`storage \`${storage}\`: options after \`?\` are not supported`);
  return { dialect: 'sqlite', place: path, shown: path };
}

function postgresqlLocation(rest: string): StorageLocation {
  const url = `postgresql://${rest}`;
  const shown = withoutPassword(url);
  if (!URL.canParse(url)) {
    throw new UsageError(
      `storage \`${shown}\` is not a URL; ${forms} (with \`@\`, \`/\`, \`:\`, \`?\`, \`#\` and \`%\` in a password written as %40, %2F, %3A, %3F, %23 and %25)`,
    );
  }
  if (new URL(url).pathname.length < 2) throw new UsageError(`storage \`${shown}\` names no database; ${forms}`);
  return { dialect: 'postgresql', place: url, shown };
}
