import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../pipeline/compiler/engine.js';

/** What every engine owes the training loop. Results are compared with closed forms, within float32 rounding. */
export function engineContract(name: string, open: () => Promise<Engine>): void {
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
      await engine.activate();
    });
    afterAll(() => tf.disposeVariables());

    it('says its name', () => {
      expect(engine.name).toBe(name);
    });

    it('keeps state from run to run, in the variables and in later programs', async () => {
      const total = tf.variable(tf.tensor1d([1, 2]));
      const add = await engine.compile({
        name: 'add',
        inputs: { x: { shape: [2], dtype: 'float32' } },
        state: [total],
        step({ x }) {
          const before = tf.clone(total);
          total.assign(tf.add(total, x) as tf.Tensor1D);
          return { before, after: total };
        },
      });
      expect(await add.run({ x: Float32Array.of(10, 20) })).toEqual({
        before: Float32Array.of(1, 2),
        after: Float32Array.of(11, 22),
      });
      await add.run({ x: Float32Array.of(1, 1) });
      expect(await total.data()).toEqual(Float32Array.of(12, 23));
      const read = await engine.compile({
        name: 'read',
        inputs: {},
        state: [total],
        step: () => ({ sum: tf.sum(total) }),
      });
      expect(await read.run({})).toEqual({ sum: Float32Array.of(35) });
      total.assign(tf.tensor1d([5, 5]));
      expect(await read.run({})).toEqual({ sum: Float32Array.of(10) });
      add.dispose();
      read.dispose();
      tf.dispose(total);
    });

    it('takes every input type and gives each output in its own', async () => {
      const program = await engine.compile({
        name: 'types',
        inputs: {
          bytes: { shape: [3], dtype: 'uint8' },
          integers: { shape: [2], dtype: 'int32' },
          flags: { shape: [2], dtype: 'bool' },
          scalar: { shape: [], dtype: 'float32' },
        },
        state: [],
        step({ bytes, integers, flags, scalar }) {
          expect(bytes.dtype).toBe('float32');
          return {
            scaled: tf.mul(bytes, scalar),
            doubled: tf.mul(integers, tf.scalar(2, 'int32')),
            flipped: tf.logicalNot(flags),
          };
        },
      });
      const out = await program.run({
        bytes: Uint8Array.of(0, 128, 255),
        integers: Int32Array.of(-7, 2 ** 30 - 1),
        flags: Uint8Array.of(1, 0),
        scalar: Float32Array.of(0.5),
      });
      expect(out).toEqual({
        scaled: Float32Array.of(0, 64, 127.5),
        doubled: Int32Array.of(-14, 2 ** 31 - 2),
        flipped: Uint8Array.of(0, 1),
      });
      program.dispose();
    });

    it('does not hold on to the buffers it was given', async () => {
      const kept = tf.variable(tf.zeros([2]));
      const program = await engine.compile({
        name: 'keep',
        inputs: { x: { shape: [2], dtype: 'float32' } },
        state: [kept],
        step({ x }) {
          kept.assign(x);
          return { x };
        },
      });
      const buffer = Float32Array.of(1, 2);
      const out = await program.run({ x: buffer });
      buffer.fill(9);
      expect(out.x).toEqual(Float32Array.of(1, 2));
      expect(await kept.data()).toEqual(Float32Array.of(1, 2));
      program.dispose();
      tf.dispose(kept);
    });

    it('differentiates inside a step', async () => {
      const w = tf.variable(tf.tensor1d([1, -2, 3]));
      const program = await engine.compile({
        name: 'descend',
        inputs: { rate: { shape: [], dtype: 'float32' } },
        state: [w],
        step({ rate }) {
          const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(w)), [w]);
          w.assign(tf.sub(w, tf.mul(grads[w.name] as tf.Tensor, rate)) as tf.Tensor1D);
          return { value };
        },
      });
      // w <- w (1 - 2 rate), so the value falls by (1 - 2 rate)^2.
      const values: number[] = [];
      for (let i = 0; i < 3; i++)
        values.push((await program.run({ rate: Float32Array.of(0.25) })).value[0] ?? Number.NaN);
      expect(values).toEqual([14, 14 / 4, 14 / 16]);
      program.dispose();
      tf.dispose(w);
    });

    it('leaves no tensor behind', async () => {
      const state = tf.variable(tf.zeros([4]));
      const before = tf.memory().numTensors;
      const program = await engine.compile({
        name: 'accumulate',
        inputs: { x: { shape: [4], dtype: 'float32' } },
        state: [state],
        step({ x }) {
          state.assign(tf.add(tf.mul(state, 0.5), x));
          return { mean: tf.mean(state) };
        },
      });
      for (let i = 0; i < 5; i++) await program.run({ x: new Float32Array(4).fill(i) });
      expect(tf.memory().numTensors).toBe(before);
      program.dispose();
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose(state);
    });

    it('refuses an input of the wrong length by name', async () => {
      const program = await engine.compile({
        name: 'length',
        inputs: { x: { shape: [2, 3], dtype: 'float32' } },
        state: [],
        step: ({ x }) => ({ x: tf.neg(x) }),
      });
      await expect(program.run({ x: new Float32Array(5) })).rejects.toThrow(/x/);
      program.dispose();
    });
  });
}
