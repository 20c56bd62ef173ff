import { createHash } from 'node:crypto';
import type { LoadedData } from './data.js';

/** SHA-256 of everything a training sees of its data, in hexadecimal: equal hashes mean equal samples in equal splits. */
export function hashData({ task, train, validation, test, inputTransform, targetTransform }: LoadedData): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ task, inputTransform, targetTransform }));
  for (const { x, y } of [train, validation, test]) {
    for (const { data, shape } of [x, y]) {
      hash.update(`${data.constructor.name} ${shape.join('x')};`);
      hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return hash.digest('hex');
}
