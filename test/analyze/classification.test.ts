import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibration, calibrationBins } from '../../pipeline/analyze/calibration.js';
import { recognised, worstMistakes } from '../../pipeline/analyze/choose-samples.js';
import { classPredictions, noClass, probabilityOf } from '../../pipeline/analyze/class-predictions.js';
import { classScores, countConfusion, mostConfused } from '../../pipeline/analyze/confusion.js';

const label = fc.nat(3);
const labelled = fc.array(fc.tuple(label, fc.constantFrom(noClass, 0, 1, 2, 3)), { minLength: 1 });

describe('confusion', () => {
  it('counts every pair of classes, and no sample without a prediction', () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const cells = countConfusion(
          pairs.map(([actual]) => actual),
          pairs.map(([, predicted]) => predicted),
        );
        for (let actual = 0; actual < 4; actual++) {
          for (let predicted = 0; predicted < 4; predicted++) {
            const expected = pairs.filter((pair) => pair[0] === actual && pair[1] === predicted).length;
            const found = cells.filter((cell) => cell[0] === actual && cell[1] === predicted);
            expect(found).toEqual(expected === 0 ? [] : [[actual, predicted, expected]]);
          }
        }
      }),
    );
  });

  // Scikit-learn's classification_report of the same matrix: recall 2/3, 1, 0; precision 1, 0.5, undefined.
  const cells = countConfusion([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 1, 1]);
  it('names the most frequent mistakes first, equal ones by class', () => {
    expect(mostConfused(cells)).toEqual([
      [0, 1, 1],
      [2, 1, 1],
    ]);
    expect(mostConfused(countConfusion([0, 1, 1], [0, 0, 0]))).toEqual([[1, 0, 2]]);
  });

  it('gives recall and precision of each class, also of one that does not occur', () => {
    expect(classScores(cells, 4)).toEqual([
      { count: 3, recall: 2 / 3, precision: 1 },
      { count: 2, recall: 1, precision: 0.5 },
      { count: 1, recall: 0, precision: Number.NaN },
      { count: 0, recall: Number.NaN, precision: Number.NaN },
    ]);
  });
});

describe('calibration', () => {
  it('of a network that is as often right as it says has no error', () => {
    const confidences = Array.from({ length: 100 }, () => 0.75);
    const right = confidences.map((_, i) => i % 4 !== 0);
    const { bins, error } = calibration(confidences, right);
    expect(error).toBeCloseTo(0, 12);
    expect(bins[7]).toEqual({ count: 100, confidence: 0.75, accuracy: 0.75 });
    expect(bins.filter((bin) => bin !== null)).toHaveLength(1);
  });

  it('of a network that is always sure and never right has all of it; probability 1 is in the last bin', () => {
    const { bins, error } = calibration([1, 1, 1 + 1e-12], [false, false, false]);
    expect(error).toBeCloseTo(1, 9);
    expect(bins[calibrationBins - 1]?.count).toBe(3);
  });

  it('is the mean gap of the bins by their share of samples', () => {
    // Two samples at 0.95, both right: gap 0.05. Two at 0.55, none right: gap 0.55. (0.05 + 0.55) / 2 = 0.3.
    expect(calibration([0.95, 0.95, 0.55, 0.55], [true, true, false, false]).error).toBeCloseTo(0.3, 12);
    expect(calibration([], []).error).toBe(0);
  });
});

describe('predictions', () => {
  it('of logits are their softmax, however large they are', () => {
    const { probabilities, predicted } = classPredictions(Float32Array.of(1, 2, 3, 1000, 1000, -1000), 3, 'logits');
    const sum = Math.E + Math.E ** 2 + Math.E ** 3;
    [Math.E / sum, Math.E ** 2 / sum, Math.E ** 3 / sum, 0.5, 0.5, 0].forEach((expected, i) => {
      expect(probabilities[i]).toBeCloseTo(expected, 12);
    });
    expect([...predicted]).toEqual([2, 0]);
  });

  it('of probabilities are what they are; a row that is not finite has no class', () => {
    const predictions = classPredictions(Float32Array.of(0.25, 0.75, Number.NaN, 1, Infinity, 0), 2, 'probabilities');
    expect([...predictions.predicted]).toEqual([1, noClass, noClass]);
    expect(probabilityOf(predictions, 0, 1)).toBe(0.75);
    expect(probabilityOf(predictions, 1, 1)).toBeNaN();
  });
});

describe('samples that are shown', () => {
  // Of true class 0, 0, 1, 1, 1; sample 3 has no class.
  const actual = [0, 0, 1, 1, 1];
  const outputs = Float32Array.of(0.9, 0.1, 0.3, 0.7, 0.8, 0.2, Number.NaN, 1, 0.4, 0.6);
  const predictions = classPredictions(outputs, 2, 'probabilities');

  it('the worst mistakes are those whose true class is the least probable', () => {
    expect(worstMistakes(predictions, actual, 5)).toEqual([2, 1]);
    expect(worstMistakes(predictions, actual, 1)).toEqual([2]);
  });

  it('recognised ones are of different classes first', () => {
    const more = classPredictions(Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1), 2, 'probabilities');
    expect(recognised(more, [0, 0, 1, 1], 3)).toEqual([0, 2, 1]);
    expect(recognised(predictions, actual, 3)).toEqual([0, 4]);
  });
});
