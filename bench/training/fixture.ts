import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkName } from './networks.js';

/**
 * What all engines start from, as a folder that any language can read: `fixture.json` (this), `weights.f32` (the initial
 * weights one after the other, in tfjs's layout), `x.f32` [batches * batchSize, ...inputShape] and `y.i32` (class
 * indices); little-endian.
 */
export interface FixtureManifest {
  readonly network: NetworkName;
  readonly batchSize: number;
  readonly batches: number;
  readonly inputShape: readonly number[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

export interface Fixture extends FixtureManifest {
  readonly weightValues: readonly Float32Array[];
  readonly x: Float32Array;
  readonly y: Int32Array;
}

export const fixtureFiles = {
  manifest: 'fixture.json',
  weights: 'weights.f32',
  samples: 'x.f32',
  labels: 'y.i32',
} as const;

export function readFixture(folder: string): Fixture {
  const manifest = JSON.parse(readFileSync(join(folder, fixtureFiles.manifest), 'utf8')) as FixtureManifest;
  const weights = floats(join(folder, fixtureFiles.weights));
  let from = 0;
  const weightValues = manifest.weights.map(({ shape }) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    from += size;
    return weights.subarray(from - size, from);
  });
  const labels = floats(join(folder, fixtureFiles.labels));
  return {
    ...manifest,
    weightValues,
    x: floats(join(folder, fixtureFiles.samples)),
    y: new Int32Array(labels.buffer, labels.byteOffset, labels.length),
  };
}

/** Four-byte elements; a large file is read into a buffer of its own, which begins at offset 0. */
function floats(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return byteOffset % 4 === 0
    ? new Float32Array(buffer, byteOffset, byteLength / 4)
    : new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
