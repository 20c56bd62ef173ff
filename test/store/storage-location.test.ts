import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../pipeline/errors.js';
import { parseStorageLocation } from '../../pipeline/store/storage-location.js';

describe('names of storages', () => {
  it.each([
    ['sqlite:///relative.db', 'relative.db'],
    ['sqlite:///folder/with space.db', 'folder/with space.db'],
    ['sqlite:////absolute.db', '/absolute.db'],
    ['sqlite:///C:\\studies\\a.sqlite3', 'C:\\studies\\a.sqlite3'],
    ['sqlite+pysqlite:///relative.db', 'relative.db'],
    ['sqlite:///:memory:', ':memory:'],
    ['study.db', 'study.db'],
    ['../reports/mnist/study.db', '../reports/mnist/study.db'],
    ['/tmp/a%20b.db', '/tmp/a%20b.db'],
  ])('%s is a file', (name, path) => {
    expect(parseStorageLocation(name)).toEqual({ dialect: 'sqlite', place: path, shown: path });
  });

  it.each([
    ['postgresql://host/base', 'postgresql://host/base', 'postgresql://host/base'],
    ['postgres://me@host:5433/base', 'postgresql://me@host:5433/base', 'postgresql://me@host:5433/base'],
    ['postgresql+psycopg2://me:x@host/base', 'postgresql://me:x@host/base', 'postgresql://me:***@host/base'],
    ['postgresql://me:p%40ss@h/b?sslmode=require', undefined, 'postgresql://me:***@h/b?sslmode=require'],
    ['postgresql://h/b?user=me&password=x', undefined, 'postgresql://h/b?user=me&password=***'],
  ])('%s is a server', (name, url = name, shown = name) => {
    expect(parseStorageLocation(name)).toEqual({ dialect: 'postgresql', place: url, shown });
  });

  it.each([
    ['mysql://me:hidden@host/base', '`mysql` is not supported; give `sqlite:///'],
    ['study', 'neither a URL nor a path that ends in .db'],
    ['.db', 'neither a URL nor a path that ends in .db'],
    ['', 'neither a URL'],
    ['sqlite://study.db', 'names no file'],
    ['sqlite:///', 'names no file'],
    ['sqlite:///study.db?timeout=5', 'options after `?` are not supported'],
    ['postgresql://me:hidden@host', 'names no database'],
    ['postgresql://me:hid/den@host/base', 'is not a URL'],
    ['postgresql://me:hid@den@host:port/base', 'is not a URL'],
  ])('%j is refused', (name, message) => {
    expect(() => parseStorageLocation(name)).toThrow(UsageError);
    expect(() => parseStorageLocation(name)).toThrow(message);
    expect(() => parseStorageLocation(name)).not.toThrow('hid');
  });

  it('never show a password', () => {
    const password = fc.string({ minLength: 8 }).map((text) => `${encodeURIComponent(text)}secret`);
    fc.assert(
      fc.property(password, (secret) => {
        expect(parseStorageLocation(`postgresql://me:${secret}@host/base`).shown).toBe('postgresql://me:***@host/base');
      }),
    );
  });
});
