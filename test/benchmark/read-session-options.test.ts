import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSessionOptions } from '../../pipeline/benchmark/read-session-options.js';
import { UsageError } from '../../pipeline/errors.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-session-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const file = join(folder, 'options.json');
  await writeFile(file, text);
  return readSessionOptions(file);
}

describe('readSessionOptions', () => {
  it('gives what the file says and nothing else', async () => {
    const options = {
      intraOpNumThreads: 2,
      graphOptimizationLevel: 'extended',
      executionMode: 'parallel',
      enableMemPattern: false,
      executionProviders: ['cpu', { name: 'cuda', deviceId: 1 }],
      extra: { 'session.intra_op.allow_spinning': '0' },
    };
    expect(await read(JSON.stringify(options))).toEqual(options);
    expect(await read('{}')).toEqual({});
  });

  it.each([
    ['{', /options\.json` gives no session options: it is no JSON/],
    ['[]', /gives no session options: must be an object such as \{ intraOpNumThreads: 2 \}, got \[\]/],
    ['{"threads": 2}', /unknown option `threads`; choose one of `intraOpNumThreads`, /],
    ['{"intraOpNumThreads": -1}', /`intraOpNumThreads`: .*, got -1/],
    ['{"executionMode": "fast"}', /`executionMode`: .*parallel.*, got "fast"/],
  ])('refuses %s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(UsageError);
    await expect(read(text)).rejects.toThrow(message);
  });

  it('names a file that is not there', async () => {
    await expect(readSessionOptions(join(folder, 'none.json'))).rejects.toThrow(/none\.json` .*it cannot be read/);
  });
});
