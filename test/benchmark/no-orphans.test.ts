import { execaNode } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { ended, measuringChildOf } from './measuring-child-of.js';
import { endless, matrixChain, modelFolder } from './small-models.js';

const folder = modelFolder();
afterAll(folder.remove);

/** A program that measures `model` for a minute. */
function startParent(model: string) {
  const source = new URL('../../pipeline/benchmark/measure-candidates.ts', import.meta.url).href;
  const program = folder.write(
    'parent.mjs',
    Buffer.from(`
      import { measureCandidates } from ${JSON.stringify(source)};
      await measureCandidates([{ file: process.argv[2] }], { seconds: 60, rounds: 1 });
    `),
  );
  return execaNode(program, [model], { nodeOptions: ['--import', 'tsx'], ipc: false, reject: false });
}

describe.runIf(process.platform === 'linux')('a measuring process', { timeout: 120_000 }, () => {
  const chain = folder.write('chain.onnx', matrixChain(16, 2));
  const hanging = folder.write('endless.onnx', endless());

  it.each([
    ['is interrupted', 'SIGINT', hanging],
    ['is killed', 'SIGKILL', chain],
  ] as const)('ends when its parent %s', async (_, signal, model) => {
    const parent = startParent(model);
    if (parent.pid === undefined) throw new Error('the parent did not start');
    const child = await measuringChildOf(parent.pid);
    parent.kill(signal);
    expect((await parent).signal).toBe(signal);
    await ended(child);
  });
});
