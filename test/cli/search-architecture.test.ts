import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGenotype } from '../../models/cells/parse-genotype.js';
import { parseRows, runCli, runUntimed, startCli, temporaryFolder } from './run-cli.js';

const source = `import { defineArchitectureSearch, mnist } from 'ortune';

export default defineArchitectureSearch({
  name: 'small',
  dataset: mnist({ train: 128, validation: 32, test: 32 }),
  search: {
    channels: 2,
    nodes: 1,
    operators: ['separable3x3', 'averagePool3x3', 'skip', 'zero'],
    stages: [{ cells: 2, operators: 4, epochs: 1 }, { cells: 3, operators: 2, epochs: 2, skipDropout: 0.4 }],
    batchSize: 32,
    weights: { optimizer: { name: 'momentum', learningRate: 0.05 } },
    architecture: { optimizer: { name: 'adam', learningRate: 0.1 } },
  },
  network: { cells: 3, channels: 2 },
  training: { epochs: 1, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.01 } },
});
`;

it('a search that was killed in its second stage goes on to the architecture it would have found, and trains it', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'small.study.ts'), source);
  const search = (out: string, ...more: string[]) => ['search-architecture', 'small.study.ts', '--out', out, ...more];
  const killedAt = async (pattern: RegExp, out: string) => {
    const command = startCli(search(out), folder);
    for await (const line of command) if (pattern.test(String(line))) command.kill('SIGKILL');
    await command;
  };
  await killedAt(/^stage 2\/2 .* epoch 1\/2/, 'killed');
  await killedAt(/^derived architecture/, 'whole');

  const again = await runCli(search('killed'), folder);
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('go on with --resume')]);
  const resumed = await runUntimed(search('killed', '--resume'), folder);
  expect([resumed.exitCode, resumed.stderr]).toEqual([3, '']);
  expect(resumed.stdout).toMatch(/^stage 2\/2 \(3 cells\), epoch 2\/2/);
  expect(resumed.stdout).toContain('trial 0 complete');

  const [killed, whole] = ['killed', 'whole'].map((out) => join(folder, out, 'small')) as [string, string];
  for (const file of ['genotype.json', 'architecture.csv']) {
    expect(await readFile(join(killed, file), 'utf8'), file).toBe(await readFile(join(whole, file), 'utf8'));
  }
  expect(readGenotype(join(killed, 'genotype.json')).normal.nodes).toHaveLength(1);
  const rows = parseRows(await readFile(join(killed, 'architecture.csv'), 'utf8'));
  expect(rows).toHaveLength(2 * 2 * (4 + 2 + 2));
  const sums = rows.reduce((sum, { probability }) => sum + Number(probability), 0);
  expect(sums).toBeCloseTo(2 * 2 * 3, 9);
  const epochs = parseRows(await readFile(join(killed, 'architecture-search.csv'), 'utf8'));
  expect(epochs.map(({ stage, epoch }) => [stage, epoch])).toEqual([
    ['1', '1'],
    ['2', '1'],
    ['2', '2'],
  ]);
  expect(existsSync(join(killed, 'trials', '0', 'model.onnx'))).toBe(true);
});
