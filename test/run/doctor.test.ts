import { describe, expect, it } from 'vitest';
import { examine, nodeFinding, tfjsNodeFailure } from '../../pipeline/run/doctor.js';

describe('examine', () => {
  it('finds everything this repository installs, and says what to do about the rest', { timeout: 30_000 }, async () => {
    const findings = await examine();
    const of = (part: string) => findings.find((finding) => finding.part === part);
    expect(of('Node')).toEqual({ part: 'Node', state: 'ok', detail: process.versions.node });
    expect(of('onnxruntime-node')?.detail).toMatch(/^\d+\.\d+\.\d+; a small session runs in \d+ microseconds$/);
    expect(of('TensorFlow.js')?.state).toBe('ok');
    expect(of('processor')?.detail).toMatch(/\d+ processors/);
    expect(of('memory')?.detail).toMatch(/of [\d.]+ GiB free/);
    for (const { state, remedy } of findings) if (state !== 'ok') expect(remedy).toMatch(/`npm /);
  });
});

describe('nodeFinding', () => {
  it.each([
    ['18.20.4', 'broken'],
    ['20.18.3', 'broken'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['24.0.0', 'ok'],
  ])('calls %s %s', (version, state) => {
    expect(nodeFinding(version).state).toBe(state);
  });
});

describe('tfjsNodeFailure', () => {
  it('takes a package without its binary for an optional part that is absent', () => {
    const missing = new Error(
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \nMore.',
    );
    const finding = tfjsNodeFailure('@tensorflow/tfjs-node 4.22.0', missing);
    expect(finding).toMatchObject({ state: 'absent', detail: expect.stringMatching(/installed without its binary$/) });
    expect(finding.remedy).toMatch(/`npm rebuild @tensorflow\/tfjs-node`/);
  });

  it('gives the first line of any other failure', () => {
    const finding = tfjsNodeFailure('@tensorflow/tfjs-node 4.22.0', new Error('invalid ELF header\nRequire stack:'));
    expect(finding).toMatchObject({
      state: 'broken',
      detail: expect.stringMatching(/does not load: invalid ELF header$/),
    });
  });
});
