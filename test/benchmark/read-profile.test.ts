import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { floorOf, timeByOperator } from '../../pipeline/benchmark/matrix-operators.js';
import { type RunProfile, readProfile, shapeList } from '../../pipeline/benchmark/read-profile.js';
import { openOnnxEngine } from '../../pipeline/compiler/engines/onnx.js';

/** A profile that ONNX Runtime really wrote: one matrix product and one logarithm, run five times. */
describe('readProfile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ortune-profile-'));
  let text = '';
  beforeAll(async () => {
    const engine = openOnnxEngine({ threads: 1, profilePrefix: join(folder, 'step') });
    await engine.activate();
    const program = await engine.compile({
      name: 'profiled',
      inputs: { a: { shape: [40, 30], dtype: 'float32' }, b: { shape: [30, 20], dtype: 'float32' } },
      state: [],
      step: ({ a, b }) => ({ result: tf.log(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)) }),
    });
    const data = { a: new Float32Array(1200).fill(1), b: new Float32Array(600).fill(1) };
    for (let i = 0; i < 5; i++) await program.run(data);
    program.dispose();
    // The session is released, and its profile finished, in a later turn of the event loop.
    text = await vi.waitFor(() => {
      const written = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8');
      JSON.parse(written);
      return written;
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('names each node with its operator and shapes', () => {
    const { nodes } = readProfile(text, 3);
    const log = nodes.find(({ operator }) => operator === 'Log');
    expect(log).toMatchObject({
      inputs: [{ type: 'float', dims: [40, 20] }],
      outputs: [{ type: 'float', dims: [40, 20] }],
      calls: 1,
      activationBytes: 3200,
      outputBytes: 3200,
    });
    expect(nodes.some(({ outputs, inputs }) => /30x20/.test(shapeList(inputs)) && shapeList(outputs) === '40x20')).toBe(
      true,
    );
  });

  test('counts the fastest of the last runs, and their nodes only', () => {
    const events = JSON.parse(text) as { name: string; dur: number; ts: number }[];
    const runs = events.filter(({ name }) => name === 'model_run');
    const profile = readProfile(text, 3);
    expect(runs).toHaveLength(5);
    expect(profile.runs).toBe(1);
    expect(profile.run).toBe(Math.min(...runs.slice(2).map(({ dur }) => dur)));
    const fastest = runs.slice(2).find(({ dur }) => dur === profile.run);
    const log = events.find(({ name, ts }) => /^Log.*_kernel_time$/.test(name) && ts >= (fastest?.ts ?? 0));
    expect(profile.nodes.find(({ operator }) => operator === 'Log')?.microseconds).toBe(log?.dur);
    expect(profile.nodes.reduce((sum, { microseconds }) => sum + microseconds, 0)).toBeLessThanOrEqual(profile.run);
  });

  test('refuses a profile of fewer runs than asked for', () => {
    expect(() => readProfile(text, 6)).toThrow('the profile has 5 runs, not 6');
  });
});

describe('the time of a step', () => {
  const node = (operator: string, microseconds: number) => ({
    name: `${operator}_${microseconds}`,
    operator,
    microseconds,
    inputs: [],
    outputs: [],
    calls: 1,
    activationBytes: 0,
    weightBytes: 0,
    outputBytes: 0,
  });
  const profile: RunProfile = {
    runs: 1,
    run: 100,
    nodes: [node('Conv', 30), node('Add', 20), node('Gemm', 10), node('Add', 15)],
  };

  test('by operator', () => {
    expect(timeByOperator(profile)).toEqual([
      { operator: 'Add', microseconds: 35, count: 2 },
      { operator: 'Conv', microseconds: 30, count: 1 },
      { operator: 'Gemm', microseconds: 10, count: 1 },
    ]);
  });

  test('in products and in the rest', () => {
    expect(floorOf(profile)).toEqual({ floor: 40, rest: 35 });
  });
});
