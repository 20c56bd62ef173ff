import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LoadedData } from '../../load/data.js';
import { hashData } from '../../load/hash-data.js';
import { ortuneVersion } from '../../version.js';
import type { TrainingRequest } from '../train-model.js';

/** What decides the course of a training. */
export type FingerprintParts = Pick<TrainingRequest, 'engine' | 'model' | 'plan' | 'data' | 'seedPath'>;

/**
 * What decides the course of a training, as a short text: version, engine, plan, network, data and seeds. Trainings of the
 * same fingerprint have the same weights after every epoch.
 */
export function trainingFingerprint({ engine, model, plan, data, seedPath }: FingerprintParts): string {
  const parts = [ortuneVersion, engine.name, plan, describeNetwork(model), digestOf(data), seedPath];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Layers that are given no name get one with a number that counts on over all networks of a process. */
function describeNetwork(model: LayersModel): string {
  const config = model.getConfig();
  const places = new Map<string, string>();
  JSON.stringify(config, (key, value: unknown) => {
    if (key === 'name' && typeof value === 'string' && !places.has(value)) places.set(value, `layer ${places.size}`);
    return value;
  });
  return JSON.stringify(config, (_key, value: unknown) =>
    typeof value === 'string' ? (places.get(value) ?? value) : value,
  );
}

/** The same data trains many networks, and reading all of it takes as long as a small one of them. */
const digests = new WeakMap<LoadedData, string>();

function digestOf(data: LoadedData): string {
  const known = digests.get(data);
  if (known !== undefined) return known;
  const digest = hashData(data);
  digests.set(data, digest);
  return digest;
}
