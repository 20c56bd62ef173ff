import type { NodeTime } from './read-profile.js';

export interface ActivationTraffic {
  /** Bytes of activations read and written in one run. */
  readonly bytes: number;
  /** The most that one node reads and writes. */
  readonly largest: number;
}

/** They give their input another shape without touching it, or hold other nodes that count by themselves. */
const movesNothing = new Set([
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Identity',
  'Shape',
  'Size',
  'If',
  'Loop',
  'Scan',
]);

/** Of the nodes that really run: after fusing, which spares activations their way through the memory. */
export function countTraffic(
  nodes: readonly Pick<NodeTime, 'operator' | 'calls' | 'activationBytes' | 'outputBytes'>[],
): ActivationTraffic {
  let bytes = 0;
  let largest = 0;
  for (const { operator, calls, activationBytes, outputBytes } of nodes) {
    if (movesNothing.has(operator)) continue;
    bytes += calls * (activationBytes + outputBytes);
    largest = Math.max(largest, activationBytes + outputBytes);
  }
  return { bytes: Math.round(bytes), largest };
}
