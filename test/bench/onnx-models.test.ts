import { describe, expect, it } from 'vitest';
import { type ModelOutcome, measureModel } from '../../bench/onnx-models/measure-model.js';
import { reasonOf } from '../../bench/onnx-models/reason-of.js';
import { renderOutcomes } from '../../bench/onnx-models/render-outcomes.js';
import type { MeasureOptions } from '../../pipeline/benchmark/measure-options.js';
import { ModelFileError } from '../../pipeline/errors.js';

const model = { kind: 'node', name: 'test_x', file: 'x/model.onnx', inputs: undefined };
const failing = (message: string) => async () => [{ file: model.file, error: new ModelFileError(message) }];

describe('measureModel', () => {
  it.each([
    ['`x` cannot be measured: Load model from x failed', 'not loaded'],
    [
      '`x` cannot be measured: input `a` is not a tensor; ONNX Runtime for Node can be fed with tensors of int8',
      'not from Node',
    ],
    ['`x` cannot be measured: it does not run on random inputs; give it real ones (7)', 'not run'],
    ['`x` cannot be measured: the process that ran it was ended by SIGSEGV', 'crashed'],
    ['`x` was not measured within 60 s: a single run may take too long, or hang', 'too slow'],
  ])('takes %j for %s', async (message, end) => {
    expect(await measureModel(model, failing(message))).toMatchObject({
      end,
      reason: message,
      fedWith: 'random inputs',
    });
  });

  it('tries the inputs of the test where random ones do not run, and only there', async () => {
    const asked: (number | undefined)[] = [];
    const measure =
      (message: string) =>
      (_: unknown, { given }: MeasureOptions = {}) => {
        asked.push(given?.length);
        return failing(message)();
      };
    const inputs = 'no-such-folder';
    const outcome = await measureModel({ ...model, inputs }, measure('it does not run on random inputs'));
    expect(outcome).toMatchObject({
      end: 'not from Node',
      fedWith: 'its own inputs',
      reason: expect.stringContaining(inputs),
    });
    await measureModel({ ...model, inputs }, measure('Load model from x failed'));
    expect(asked).toEqual([undefined, undefined]);
  });
});

describe('the tables', () => {
  it('group reasons by what they have in common', () => {
    expect(reasonOf('`m` cannot be measured: Could not find an implementation for Mul(14) node')).toBe(
      'no kernel for Mul',
    );
    expect(reasonOf('`m` cannot be measured: something else\nwith a second line')).toBe('something else');
  });

  it('count how far the models of each kind came', () => {
    const outcome = (kind: string, end: ModelOutcome['end'], more: Partial<ModelOutcome> = {}): ModelOutcome => ({
      ...model,
      kind,
      end,
      fedWith: 'random inputs',
      reason: end === 'measured' ? '' : 'Could not find an implementation for Mul(14)',
      p50: 1,
      ...more,
    });
    const text = renderOutcomes([
      outcome('node', 'measured'),
      outcome('node', 'measured', { fedWith: 'its own inputs' }),
      outcome('node', 'not loaded'),
      outcome('simple', 'not loaded'),
    ]);
    expect(text).toMatch(/^node +3 +2 +1 +0 +0 +0 +0 +1$/m);
    expect(text).toMatch(/^simple +1 +0 +1 +0 +0 +0 +0 +0$/m);
    expect(text).toMatch(/^all +4 +2 +2 +0 +0 +0 +0 +1$/m);
    expect(text).toMatch(/^not loaded +no kernel for Mul +2$/m);
  });
});
