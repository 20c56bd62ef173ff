import { describe, expect, it } from 'vitest';
import { breastCancer, iris, wine } from '../../datasets/index.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import { classCounts } from './class-counts.js';

/** Mean of column c over all three splits. */
function columnMean(data: LoadedData, c: number): number {
  const width = data.task.inputShape[0] ?? 1;
  const cells = [data.train, data.validation, data.test].flatMap(({ x }) =>
    [...x.data].filter((_, at) => at % width === c),
  );
  return cells.reduce((a, b) => a + b, 0) / cells.length;
}

// Class sizes, means and extremes as published with the data sets at UCI.
describe('data that ship with ortune', () => {
  it('iris', async () => {
    const data = await iris().load();
    expect(data.task).toMatchObject({ inputShape: [4], classes: ['setosa', 'versicolor', 'virginica'] });
    expect([data.train, data.validation, data.test].map((split) => classCounts(split, 3))).toEqual([
      [30, 30, 30],
      [10, 10, 10],
      [10, 10, 10],
    ]);
    for (const [c, mean] of [5.843, 3.057, 3.758, 1.199].entries()) expect(columnMean(data, c)).toBeCloseTo(mean, 3);
  });

  it('wine', async () => {
    const data = await wine({ train: 118, validation: 30, test: 30 }).load();
    expect(data.task).toMatchObject({ inputShape: [13], classes: ['cultivar_1', 'cultivar_2', 'cultivar_3'] });
    const counts = [data.train, data.validation, data.test].map((split) => classCounts(split, 3));
    expect([0, 1, 2].map((c) => counts.reduce((sum, of) => sum + (of[c] ?? 0), 0))).toEqual([59, 71, 48]);
    expect(columnMean(data, 0)).toBeCloseTo(13.0, 1);
    expect(columnMean(data, 12)).toBeCloseTo(746.9, 0);
  });

  it('breast cancer', async () => {
    const data = await breastCancer({ test: 0.3 }).load();
    expect(data.task).toMatchObject({ inputShape: [30], classes: ['benign', 'malignant'] });
    const counts = [data.train, data.validation, data.test].map((split) => classCounts(split, 2));
    expect([0, 1].map((c) => counts.reduce((sum, of) => sum + (of[c] ?? 0), 0))).toEqual([357, 212]);
    expect(data.test.y.shape).toEqual([170]);
    const radii = [data.train, data.validation, data.test].flatMap(({ x }) =>
      [...x.data].filter((_, at) => at % 30 === 0),
    );
    expect([Math.min(...radii), Math.max(...radii)]).toEqual([Math.fround(6.981), Math.fround(28.11)]);
  });

  it('is a small set with too few rows for some requests', async () => {
    await expect(iris({ train: 151 }).load()).rejects.toThrow(
      'iris: `train` 151 samples are asked for, but the data set has 150',
    );
  });
});
