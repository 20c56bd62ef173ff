import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { UsageError } from '../../../pipeline/errors.js';
import { operatorLatencies } from '../../../pipeline/search-architecture/latency/operator-latencies.js';

const engine = await openEngine('onnx', { threads: 1 });
await engine.activate();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latencies-'));
});
afterAll(() => rm(folder, { recursive: true }));

const size = { height: 6, width: 6, cells: 1, channels: 2 };
const inputs = { height: 6, width: 6, channels: 4, strides: 2 } as const;
const nodes = { height: 3, width: 3, channels: 4, strides: 1 } as const;

test('operators are measured once a machine; what computes nothing is free', async () => {
  const cache = join(folder, 'deeper', 'latencies.json');
  const options = { cache, seconds: 0.02, rounds: 1 };
  const first = await operatorLatencies(size, ['separable3x3', 'skip', 'zero'], options);
  expect(first('separable3x3', inputs)).toBeGreaterThanOrEqual(0);
  expect([first('skip', nodes), first('zero', nodes), first('zero', inputs)]).toEqual([0, 0, 0]);
  expect(() => first('maxPool3x3', nodes)).toThrow('no latency was measured of maxPool3x3 3x3x4 /1');

  const [entry] = JSON.parse(await readFile(cache, 'utf8'));
  expect(Object.keys(entry.latencies).sort()).toEqual([
    'separable3x3 3x3x4 /1',
    'separable3x3 6x6x4 /2',
    'skip 6x6x4 /2',
  ]);
  const other = { machine: { cpu: 'another' }, latencies: { 'separable3x3 3x3x4 /1': 99 } };
  entry.latencies['separable3x3 3x3x4 /1'] = 7;
  await writeFile(cache, JSON.stringify([other, entry]));
  const second = await operatorLatencies(size, ['separable3x3'], options);
  expect(second('separable3x3', nodes)).toBe(7);
  expect(JSON.parse(await readFile(cache, 'utf8'))).toEqual([other, entry]);
});

test.each(['[', '{}', '[{ "machine": {}, "latencies": { "skip": "slow" } }]'])(
  'a cache of %s is refused',
  async (text) => {
    const cache = join(folder, 'damaged.json');
    await writeFile(cache, text);
    const attempt = operatorLatencies(size, ['separable3x3'], { cache });
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(/damaged\.json` does not hold operator latencies: delete it/);
  },
);
