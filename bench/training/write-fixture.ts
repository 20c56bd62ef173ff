import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../pipeline/random/with-seeded-math-random.js';
import { type FixtureManifest, fixtureFiles } from './fixture.js';
import { buildNetwork, type Network, type NetworkName, networks } from './networks.js';
import { syntheticSamples } from './synthetic-batches.js';

/** Writes the fixture of one network to `folder`. The weights are tfjs's own initial ones, from a seed; the `cpu` engine must be active. */
export function writeFixture(name: NetworkName, folder: string, batches: number): void {
  const network: Network = networks[name];
  const { batchSize, inputShape } = network;
  const model = withSeededMathRandom(randomStream('training bench', name, 'weights'), () => buildNetwork(tfl, name));
  const weights = model.weights.map((weight) => ({
    name: weight.originalName,
    shape: weight.shape as number[],
    values: weight.read().dataSync() as Float32Array,
  }));
  const manifest: FixtureManifest = {
    network: name,
    batchSize,
    batches,
    inputShape,
    weights: weights.map(({ name: weightName, shape }) => ({ name: weightName, shape })),
  };
  const samples = syntheticSamples(name, network, batches * batchSize);
  mkdirSync(folder, { recursive: true });
  const write = (file: string, data: string | Uint8Array) => writeFileSync(join(folder, file), data);
  write(fixtureFiles.manifest, JSON.stringify(manifest, null, 2));
  write(fixtureFiles.weights, Buffer.concat(weights.map(({ values }) => bytesOf(values))));
  write(fixtureFiles.samples, bytesOf(samples.x));
  write(fixtureFiles.labels, bytesOf(samples.y));
  model.dispose();
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
