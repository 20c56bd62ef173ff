import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { ended, measuringChildOf } from '../benchmark/measuring-child-of.js';
import { matrixChain, modelFolder } from '../benchmark/small-models.js';
import { runCli, startCli } from './run-cli.js';

const folder = modelFolder();
afterAll(folder.remove);
const model = folder.write('chain.onnx', matrixChain(32, 3));
const out = join(folder.path, 'chain.session.json');
const brief = ['--trials', '1', '--seconds', '0.05'];

const tune = (...args: readonly string[]) => runCli(['tune-session', ...args], folder.path);

describe('ortune tune-session', { timeout: 120_000 }, () => {
  it('leaves nothing behind when it is interrupted', async () => {
    const command = startCli(['tune-session', 'chain.onnx', '--seconds', '60'], folder.path);
    if (command.pid === undefined) throw new Error('it did not start');
    const child = process.platform === 'linux' ? await measuringChildOf(command.pid) : undefined;
    command.kill('SIGINT');
    expect((await command).exitCode).toBe(3);
    if (child !== undefined) await ended(child);
    expect(existsSync(out)).toBe(false);
  });

  it('writes options as `InferenceSession.create` takes them, and says what they gain', async () => {
    const { stdout, stderr, exitCode } = await tune('chain.onnx', ...brief, '--objective', 'p50', '--json');
    expect(stderr).toContain('tried 1 of 1');
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ model: 'chain.onnx', objective: 'p50', out: 'chain.session.json' });
    expect(result.tried).toEqual([{ options: { intraOpNumThreads: 1 }, ratio: expect.any(Number) }]);
    const written = JSON.parse(await readFile(out, 'utf8'));
    expect(written).toEqual(result.options);
    expect(written).toEqual(result.decision?.chosen?.options ?? {});
    const session = await InferenceSession.create(model, written);
    const { x3 } = await session.run({ x0: new Tensor('float32', new Float32Array(32).fill(1), [1, 32]) });
    expect(x3?.dims).toEqual([1, 32]);
  });

  it.each([
    ['none.onnx', [], 1, /none\.onnx` cannot be opened: there is no such file/],
    ['chain.onnx', ['--out', 'chain.onnx'], 2, /`--out chain\.onnx` is the model itself/],
    ['chain.onnx', ['--out', 'nowhere/options.json'], 1, /cannot write `nowhere\/options\.json`/],
    ['chain.onnx', ['--dim', 'batch'], 2, /--dim batch/],
    ['chain.onnx', ['--inputs', 'none.npz'], 2, /`none\.npz` gives no inputs/],
  ] as const)('%s %j ends with %d', async (file, args, code, message) => {
    const { stderr, exitCode } = await tune(file, ...args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });
});
