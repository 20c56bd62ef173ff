import type { Analysis } from '../../pipeline/analyze/analysis.js';
import { spread } from './described-study.js';

const pixels = (length: number, seed: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => Math.floor(256 * spread(i, seed)))).toString('base64');

const picture = (seed: number, channels: 1 | 3 = 3) => ({
  width: 8,
  height: 6,
  channels,
  pixels: pixels(8 * 6 * channels, seed),
});

const about = {
  format: 1,
  file: '0'.repeat(64),
  network: 'trial 3',
  dataset: 'digits',
  samples: 100,
  unusable: 2,
} as const;

const features: Analysis['features'] = {
  score: 'accuracy',
  baseline: 0.9,
  rows: 98,
  repeats: 10,
  features: [
    { name: 'width', drop: 0.4, spread: 0.05 },
    { name: 'height', drop: 0.1, spread: 0.02 },
    { name: 'weight', drop: -0.01, spread: 0.02 },
  ],
};

/** Of three classes, with pictures, feature maps and columns: more than one network has. */
export function classificationAnalysis(classes: readonly string[] = ['zero', 'one', 'two']): Analysis {
  const mistake = (sample: number) => ({ sample, actual: sample % 3, predicted: (sample + 1) % 3, probability: 0.8 });
  return {
    ...about,
    predictions: {
      kind: 'classification',
      classes,
      confusion: [
        [0, 0, 30],
        [0, 1, 2],
        [1, 1, 31],
        [1, 2, 1],
        [2, 0, 3],
        [2, 2, 31],
      ],
      calibration: {
        bins: [null, null, null, null, { count: 8, confidence: 0.45, accuracy: 0.5 }, null, null, null, null].concat([
          { count: 90, confidence: 0.97, accuracy: 0.95 },
        ]),
        error: 0.022,
      },
      mistakes: 6,
      worst: [0, 1, 2].map((sample) => ({ ...mistake(sample), picture: picture(sample) })),
    },
    features,
    profile: {
      run: 90,
      runs: 100,
      between: 10,
      nodes: [
        { name: 'conv2d_1/Conv', operator: 'Conv', microseconds: 40, shapes: '1x1x8x6 -> 1x4x8x6' },
        { name: 'conv2d_2/Conv', operator: 'Conv', microseconds: 30, shapes: '1x4x8x6 -> 1x6x8x6' },
        { name: 'dense_1/Gemm', operator: 'Gemm', microseconds: 10, shapes: '1x288, 288x3 -> 1x3' },
      ],
    },
    maps: {
      images: [
        { sample: 5, actual: 0, predicted: 0, probability: 0.99, picture: picture(5) },
        { ...mistake(1), picture: picture(1) },
      ],
      kernels: { layer: 'conv2d_1', total: 4, pictures: [0, 1, 2, 3].map((kernel) => picture(kernel)) },
      convolutions: ['conv2d_1', 'conv2d_2'].map((layer, i) => ({
        layer,
        activation: i === 0 ? 'Relu' : '',
        total: 12,
        shown: 6,
        size: [20, 16],
        width: 10,
        height: 8,
        maps: [0, 1].map((image) => pixels(6 * 10 * 8, 7 * image + i)),
      })),
    },
  };
}

/** Of two targets. */
export function regressionAnalysis(names: readonly string[] = ['price', 'size']): Analysis {
  return {
    ...about,
    predictions: {
      kind: 'regression',
      targets: names.map((name, target) => ({
        name,
        r2: 0.9,
        rmse: 1.5,
        mae: 1.1,
        bias: -0.2,
        points: Array.from({ length: 40 }, (_, i) => [i, i + 5 * (spread(i, target) - 0.5)] as const),
        histogram: { start: -3, width: 1, counts: [1, 5, 20, 40, 12, 2] },
      })),
    },
    features: features && { ...features, score: 'r2' },
  };
}
