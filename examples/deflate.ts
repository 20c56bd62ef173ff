/**
 * Which settings of zlib make a table smallest, in how little memory? Two objectives of which neither gives way to the other:
 * the result is a front to choose from. `npx tsx examples/deflate.ts`
 */

import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import { choice, createStudy, int } from 'ortune';

const table = readFileSync(new URL('../datasets/data/breast-cancer.csv', import.meta.url));
const strategies = {
  default: constants.Z_DEFAULT_STRATEGY,
  filtered: constants.Z_FILTERED,
  huffman: constants.Z_HUFFMAN_ONLY,
  rle: constants.Z_RLE,
  fixed: constants.Z_FIXED,
};

const study = await createStudy({
  space: {
    level: int(1, 9),
    windowBits: int(9, 15),
    memLevel: int(1, 9),
    strategy: choice(['default', 'filtered', 'huffman', 'rle', 'fixed']),
  },
  directions: ['minimize', 'minimize'],
  sampler: 'tpe',
  seed: 2,
});

// The settings zlib uses when nobody says otherwise are the first trial.
await study.enqueue({ level: 6, windowBits: 15, memLevel: 8, strategy: 'default' });

for (let i = 0; i < 100; i++) {
  const trial = await study.ask();
  const { strategy, ...options } = trial.params;
  const bytes = deflateRawSync(table, { ...options, strategy: strategies[strategy] }).length;
  // What deflate allocates, in bytes, by the documentation of zlib (zconf.h).
  const memory = 2 ** (options.windowBits + 2) + 2 ** (options.memLevel + 9);
  await study.tell(trial, [bytes, memory]);
}

const rows = [study.trials[0], ...study.bestTrials].flatMap((trial) => (trial?.state === 'COMPLETE' ? [trial] : []));
rows.sort((a, b) => b.values[1] - a.values[1]);
const shown = new Set<number>();
for (const { number, params, values } of rows) {
  const [bytes, memory] = values;
  // Equals are trials that differ in what makes no difference.
  if (shown.has(bytes)) continue;
  shown.add(bytes);
  const setting = Object.values(params).join(', ');
  console.log(`${memory / 1024} kB: ${bytes} bytes with ${setting}${number === 0 ? ' (the default)' : ''}`);
}
