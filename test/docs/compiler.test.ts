import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { exportPasses } from '../../pipeline/compiler/passes/export-passes.js';
import { programPasses } from '../../pipeline/compiler/passes/program-passes.js';
import { compilerMessages } from './compiler-messages.js';
import { compilerPage, pictureOf } from './compiler-page.js';
import { drawTrainingStep } from './training-step-graph.js';

const page = await readFile(compilerPage, 'utf8');

it('the picture is the graph that a trace gives: else run `npx tsx test/docs/write-training-step.ts`', async () => {
  expect(pictureOf(page)).toBe(await drawTrainingStep());
});

it('the messages are those one gets', async () => {
  const quoted = page.split('\n').flatMap((line) => (line.startsWith('> ') ? [line.slice(2)] : []));
  expect(quoted).toEqual(await compilerMessages());
});

it('the passes are those there are, in their order', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...Object.keys(programPasses), ...Object.keys(exportPasses)]);
});
