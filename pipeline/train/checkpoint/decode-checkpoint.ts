import { createHash } from 'node:crypto';
import { CheckpointError } from '../../errors.js';
import type { VariablesSnapshot, VariableValues } from '../variables-snapshot.js';
import {
  checkpointHead,
  digestBytes,
  formatVersion,
  magic,
  prefixBytes,
  roundUp,
  type VariableHead,
} from './checkpoint-schema.js';
import type { TrainingCheckpoint } from './training-checkpoint.js';

/**
 * The inverse of `encodeCheckpoint`.
 * @param name of the file, for messages
 * @throws CheckpointError where the bytes are no checkpoint, of another version, or not all there as they were written
 */
export function decodeCheckpoint(given: Uint8Array, name: string): TrainingCheckpoint {
  if (given.length < magic.length || magic.some((byte, i) => given[i] !== byte)) {
    throw new CheckpointError(`${name} is not a checkpoint of a training`);
  }
  if (given.length < prefixBytes + digestBytes) throw damaged(name, 'it is cut off');
  // Typed arrays need their values aligned, which a Buffer of a pool does not have.
  const bytes = given.slice();
  const view = new DataView(bytes.buffer);
  const version = view.getUint32(magic.length, true);
  if (version !== formatVersion) {
    throw new CheckpointError(
      `${name} is a checkpoint of format ${version}, this version of ortune reads ${formatVersion}`,
    );
  }
  const end = bytes.length - digestBytes;
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (digest.some((byte, i) => byte !== bytes[end + i])) throw damaged(name, 'its checksum does not fit');

  const jsonLength = view.getUint32(magic.length + 4, true);
  const { weights, state, bestWeights, ...rest } = parseHead(
    bytes.subarray(prefixBytes, prefixBytes + jsonLength),
    name,
  );
  let at = roundUp(prefixBytes + jsonLength);
  const read = (variables: readonly VariableHead[]): VariablesSnapshot =>
    variables.map(({ dtype, length }) => {
      const byteLength = dtype === 'uint8' ? length : length * 4;
      if (at + byteLength > end) throw damaged(name, 'it has fewer values than it says');
      const values = bytes.buffer.slice(at, at + byteLength);
      at += roundUp(byteLength);
      return typed(dtype, values);
    });
  return {
    ...rest,
    weights: read(weights),
    state: read(state),
    ...(bestWeights && { bestWeights: read(bestWeights) }),
  };
}

function parseHead(json: Uint8Array, name: string) {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(json));
  } catch (error) {
    throw damaged(name, 'its head is not JSON', error);
  }
  const { data, error } = checkpointHead.safeParse(content);
  if (!data) throw damaged(name, 'its head is not that of a checkpoint', error);
  return data;
}

function typed(dtype: VariableHead['dtype'], values: ArrayBuffer): VariableValues {
  if (dtype === 'float32') return new Float32Array(values);
  return dtype === 'int32' ? new Int32Array(values) : new Uint8Array(values);
}

function damaged(name: string, how: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`the checkpoint ${name} is damaged: ${how}`, { cause });
}
