import { type ClassPredictions, noClass, probabilityOf } from './class-predictions.js';

/**
 * Samples that are taken for another class, those of which the network is the surest that they are not what they are first:
 * by probability of the true class, upwards.
 */
export function worstMistakes(
  predictions: ClassPredictions,
  actual: ArrayLike<number>,
  most: number,
): readonly number[] {
  const trueProbability = (sample: number) => probabilityOf(predictions, sample, actual[sample] ?? noClass);
  return Array.from(predictions.predicted.keys())
    .filter((sample) => {
      const predicted = predictions.predicted[sample] ?? noClass;
      return predicted !== noClass && predicted !== actual[sample];
    })
    .sort((a, b) => trueProbability(a) - trueProbability(b) || a - b)
    .slice(0, most);
}

/** Samples that are recognised: the first of each class, class by class, then the others in their order. */
export function recognised(predictions: ClassPredictions, actual: ArrayLike<number>, most: number): readonly number[] {
  const right = Array.from(predictions.predicted.keys()).filter(
    (sample) => predictions.predicted[sample] === actual[sample],
  );
  const seen = new Set<number | undefined>();
  const firsts = right.filter((sample) => {
    const isNew = !seen.has(actual[sample]);
    seen.add(actual[sample]);
    return isNew;
  });
  firsts.sort((a, b) => (actual[a] ?? noClass) - (actual[b] ?? noClass));
  const others = right.filter((sample) => !firsts.includes(sample));
  return [...firsts, ...others].slice(0, most);
}
