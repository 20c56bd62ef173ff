import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, it } from 'vitest';
import { OrtuneError } from '../../pipeline/errors.js';
import { writeFileOrExplain } from '../../pipeline/report/write-file-or-explain.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-write-'));
});

it('writes a file and leaves nothing beside it', async () => {
  const file = join(folder, 'a.csv');
  await writeFileOrExplain(file, ['a,b\n', '1,2\n']);
  expect(await readFile(file, 'utf8')).toBe('a,b\n1,2\n');
  expect(await readdir(folder)).toEqual(['a.csv']);
});

it('names what it cannot write, in one line', async () => {
  const writing = writeFileOrExplain(join(folder, 'none', 'a.csv'), 'a');
  await expect(writing).rejects.toThrow(OrtuneError);
  await expect(writing).rejects.toThrow(
    /^cannot write `.*none.a\.csv`: ENOENT: [^\n,]*; make its folder, or choose another place$/,
  );
});

it.skipIf(process.platform === 'win32')('writes into a pipe, which stays one', async () => {
  const pipe = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  const reading = readFile(pipe, 'utf8');
  await writeFileOrExplain(pipe, 'through');
  expect(await reading).toBe('through');
  expect((await stat(pipe)).isFIFO()).toBe(true);
});
