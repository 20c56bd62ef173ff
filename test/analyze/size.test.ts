import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { analyzeNetwork } from '../../pipeline/analyze/analyze-network.js';
import type { LoadedData, SampleData } from '../../pipeline/load/data.js';
import { modelOf, normals, op } from '../quantize/model-kit.js';

it('of large images, a deep network and many mistakes, a page grows by less than 1.5 MB', async () => {
  const [side, samples, classes, channels] = [64, 30, 10, 40];
  const names = Array.from({ length: 10 }, (_, i) => `v${i}`);
  const onnx = modelOf({
    input: [side, side, 3],
    nodes: [
      op('Transpose', ['x'], 'planes', { perm: [0, 3, 1, 2] }),
      op('Conv', ['planes', 'first'], 'v0', { pads: [8, 8, 8, 8] }),
      ...names
        .slice(1)
        .map((name, i) => op('Conv', [names[i] ?? '', 'deep'], name, { group: channels, pads: [1, 1, 1, 1] })),
      op('GlobalAveragePool', ['v9'], 'pooled'),
      op('Flatten', ['pooled'], 'flat'),
      op('MatMul', ['flat', 'dense'], 'y'),
    ],
    constants: {
      first: [[channels, 3, 17, 17], normals(channels * 3 * 289, 'first', 0.01)],
      deep: [[channels, 1, 3, 3], normals(channels * 9, 'deep', 0.3)],
      dense: [[channels, classes], normals(channels * classes, 'dense')],
    },
    outputs: ['y'],
  });
  const x = Uint8Array.from(normals(samples * side * side * 3, 'pixels'), (value) => 128 + 40 * value);
  // As far from what the network says as can be: nearly all are mistakes.
  const split = {
    x: ndarray<SampleData>(x, [samples, side, side, 3]),
    y: ndarray(
      Int32Array.from({ length: samples }, (_, i) => i % classes),
      [samples],
    ),
  };
  const data: LoadedData = {
    name: 'large',
    task: { kind: 'classification', inputShape: [side, side, 3], classes: names },
    train: split,
    validation: split,
    test: split,
    inputTransform: { kind: 'identity' },
  };
  const study = { export: { normalisation: 'included', output: 'logits' }, seed: 1 } as const;
  const analysis = await analyzeNetwork({ onnx, data, study });
  expect(analysis.maps?.convolutions).toHaveLength(8);
  expect(analysis.predictions?.kind === 'classification' && analysis.predictions.worst).toHaveLength(24);
  const bytes = JSON.stringify(analysis).length;
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(bytes).toBeLessThan(1_500_000);
});
