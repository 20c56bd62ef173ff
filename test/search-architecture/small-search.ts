import ndarray from 'ndarray';
import type { LoadedData, Split } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

/** Images of 8 x 8 pixels whose class is the direction of a noisy stripe: what operators of different shapes see differently. */
export function stripes(rows = 64): LoadedData {
  const split = (name: string, n: number): Split => {
    const random = randomStream('stripes', name);
    const y = Int32Array.from({ length: n }, (_, i) => i % 3);
    const x = new Float32Array(n * 64);
    y.forEach((direction, i) => {
      const at = 1 + random.below(6);
      for (let p = 0; p < 64; p++) {
        const [row, column] = [Math.floor(p / 8), p % 8];
        const on = [row === at, column === at, (row + column) % 8 === at][direction] === true;
        x[i * 64 + p] = (on ? 1 : 0) + 0.3 * random.normal();
      }
    });
    return { x: ndarray(x, [n, 8, 8, 1]), y: ndarray(y, [n]) };
  };
  return {
    name: 'stripes',
    task: { kind: 'classification', inputShape: [8, 8, 1], classes: ['row', 'column', 'diagonal'] },
    train: split('train', rows),
    validation: split('validation', 48),
    test: split('test', 48),
    inputTransform: { kind: 'identity' },
  };
}
