import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeMachine, installedVersion } from '../../pipeline/benchmark/machine.js';

const project = mkdtempSync(join(tmpdir(), 'ortune-project-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('installedVersion', () => {
  it('finds what ortune can import, scoped or not', () => {
    expect(installedVersion('onnxruntime-node')).toMatch(/^1\.\d+\.\d+$/);
    expect(installedVersion('@tensorflow/tfjs-core')).toMatch(/^4\./);
    expect(installedVersion('no-such-package-anywhere')).toBeUndefined();
  });

  it('looks into a project when asked to', () => {
    const folder = join(project, 'node_modules', 'images');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name": "images", "version": "3.2.1", "exports": {}}');
    expect(installedVersion('images')).toBeUndefined();
    expect(installedVersion('images', project)).toBe('3.2.1');
  });
});

describe('describeMachine', () => {
  it('says what figures depend on', () => {
    expect(describeMachine()).toEqual({
      cpu: expect.stringMatching(/./),
      processors: expect.any(Number),
      memory: expect.any(Number),
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
      onnxruntime: installedVersion('onnxruntime-node'),
    });
    expect(describeMachine().processors).toBeGreaterThan(0);
  });
});
