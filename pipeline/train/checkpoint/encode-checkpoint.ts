import { createHash } from 'node:crypto';
import type { VariablesSnapshot } from '../variables-snapshot.js';
import {
  type CheckpointHead,
  digestBytes,
  formatVersion,
  magic,
  prefixBytes,
  roundUp,
  type VariableHead,
} from './checkpoint-schema.js';
import type { TrainingCheckpoint } from './training-checkpoint.js';

/** A checkpoint as the bytes of its file; see `checkpoint-schema`. */
export function encodeCheckpoint(checkpoint: TrainingCheckpoint): Uint8Array {
  const { weights, state, bestWeights, ...rest } = checkpoint;
  const head: CheckpointHead = {
    ...rest,
    history: [...rest.history],
    weights: describe(weights),
    state: describe(state),
    ...(bestWeights && { bestWeights: describe(bestWeights) }),
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const values = [...weights, ...state, ...(bestWeights ?? [])];
  const begin = roundUp(prefixBytes + json.length);
  const end = values.reduce((at, { byteLength }) => at + roundUp(byteLength), begin);

  const bytes = new Uint8Array(end + digestBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(magic.length, formatVersion, true);
  view.setUint32(magic.length + 4, json.length, true);
  bytes.set(json, prefixBytes);
  let at = begin;
  for (const { buffer, byteOffset, byteLength } of values) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += roundUp(byteLength);
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, end)).digest(), end);
  return bytes;
}

function describe(snapshot: VariablesSnapshot): VariableHead[] {
  return snapshot.map((values) => ({
    dtype: values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'uint8',
    length: values.length,
  }));
}
