import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { OrtuneError, UsageError } from '../../../pipeline/errors.js';

test('an unknown engine is refused with the names there are', async () => {
  const name = JSON.parse('"wasm"');
  await expect(openEngine(name)).rejects.toThrow(UsageError);
  await expect(openEngine(name)).rejects.toThrow('unknown engine `wasm`: choose one of onnx, tensorflow, cpu');
});

const tensorflow = await openEngine('tensorflow').catch((error: unknown) => error);

test.runIf(tensorflow instanceof Error)('without its package the tensorflow engine names the remedy', () => {
  expect(tensorflow).toBeInstanceOf(OrtuneError);
  expect(String(tensorflow)).toMatch(
    /`tensorflow` engine needs the optional package @tensorflow\/tfjs-node.*npm install @tensorflow\/tfjs-node@4\.22\.0.*--engine onnx/,
  );
});

describe('in a process of its own', () => {
  const program = `
    import * as tf from '@tensorflow/tfjs-core';
    import { openEngine } from './pipeline/compiler/open-engine.js';
    const engine = await openEngine('cpu');
    await engine.activate();
    tf.add(tf.tensor1d([1, 2]), 1).print();
    console.log('warnings are on:', !tf.env().getBool('PROD'));
  `;

  test('the cpu engine prints no advertisement', async () => {
    const { stdout, stderr } = await execa('node', ['--import', 'tsx', '--input-type=module', '--eval', program]);
    expect(stderr).toBe('');
    expect(stdout).toContain('warnings are on: true');
    expect(stdout).not.toContain('Hi, looks like');
  });
});
