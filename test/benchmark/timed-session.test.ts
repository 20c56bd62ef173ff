import { afterAll, describe, expect, it } from 'vitest';
import { modelInputs } from '../../pipeline/benchmark/model-inputs.js';
import { loadRuntime, openPublicSession } from '../../pipeline/benchmark/timed-session.js';
import { impossibleReshape, manyTypes, modelFolder, textInput } from './small-models.js';

const folder = modelFolder();
afterAll(folder.remove);
const options = { intraOpNumThreads: 1 };

describe.each([
  ['native', async () => await loadRuntime()],
  ['promise', async () => openPublicSession],
] as const)('a session clocked by %s', (clocked, load) => {
  it('declares inputs with their symbolic dimensions, and times runs', async () => {
    const session = await (await load())(folder.write('types.onnx', manyTypes()), options);
    expect(session.clocked).toBe(clocked);
    expect(session.inputs).toMatchObject([
      { name: 'index', type: 'int64', shape: ['batch'] },
      { name: 'reals', type: 'float64', shape: ['batch', 4] },
      { name: 'counts', type: 'int32', shape: ['batch', 4] },
      { name: 'pixels', type: 'uint8', shape: ['batch', 4] },
      { name: 'flags', type: 'bool', shape: ['batch', 4] },
    ]);
    const run = session.timer(modelInputs(session.inputs, 3));
    expect(await run()).toBeGreaterThan(0);
    expect(await run()).toBeGreaterThan(0);
  });

  it('names the type of an input that cannot be generated', async () => {
    const session = await (await load())(folder.write('text.onnx', textInput()), options);
    expect(session.inputs).toMatchObject([{ name: 'words', type: 'string', shape: [1] }]);
  });

  it('fails when the model does', async () => {
    const session = await (await load())(folder.write('reshape.onnx', impossibleReshape()), options);
    const run = session.timer(modelInputs(session.inputs, 1));
    await expect((async () => await run())()).rejects.toThrow(/Reshape/);
  });
});
