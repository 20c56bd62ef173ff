import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execaNode } from 'execa';
import { expect, test } from 'vitest';
import { loadCheckpoint } from '../../../pipeline/train/checkpoint/checkpoint-file.js';
import { temporaryFiles } from '../../load/temporary-files.js';
import { digestOf, fullPlan, train } from './small-training.js';

const child = fileURLToPath(new URL('train-in-child.ts', import.meta.url));
const nodeOptions = ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];

test('a process that is killed in the middle: another one ends with the same weights, bit for bit', async () => {
  const path = join(await temporaryFiles({}), 'checkpoint');

  const killed = execaNode(child, [path], { nodeOptions, reject: false });
  for await (const line of killed.iterable()) if (line === '3') killed.kill('SIGKILL');
  expect(await killed).toMatchObject({ signal: 'SIGKILL', stdout: '1\n2\n3' });
  expect((await loadCheckpoint(path))?.history).toHaveLength(3);

  const { stdout } = await execaNode(child, [path, '--resumed'], { nodeOptions });
  const whole = await train(fullPlan);
  const rest = whole.history.slice(3).map(({ epoch }) => String(epoch));
  expect(rest.length).toBeGreaterThan(0);
  expect(stdout.split('\n')).toEqual([...rest, digestOf(whole)]);
});
