import ndarray from 'ndarray';
import type { LoadedData, Split, TargetTransform } from '../load/data.js';

/** The data with targets as the network learns them: (y - mean) / std, computed once, in double precision. */
export function standardiseTargets(data: LoadedData): LoadedData {
  const transform = data.targetTransform;
  if (!transform) return data;
  return {
    ...data,
    train: standardised(data.train, transform),
    validation: standardised(data.validation, transform),
    test: standardised(data.test, transform),
  };
}

/** One split of them. */
export function standardised({ x, y }: Split, { mean, std }: TargetTransform): Split {
  const [n = 0, targets = 1] = y.shape;
  const values = new Float32Array(n * targets);
  for (let i = 0, to = 0; i < n; i++) {
    for (let k = 0; k < targets; k++) values[to++] = (y.get(i, k) - (mean[k] ?? 0)) / (std[k] ?? 1);
  }
  return { x, y: ndarray(values, [n, targets]) };
}
