/** What a network says about the class of each sample. */
export interface ClassPredictions {
  readonly classes: number;
  /** Row-major [samples, classes]; a row of NaN where an output is not finite. */
  readonly probabilities: Float64Array;
  /** The most probable class, the first of equals; `noClass` where an output is not finite. */
  readonly predicted: Int32Array;
}

/** Of a sample that has no class, because an output of the network is NaN or infinite. */
export const noClass = -1;

/**
 * @param outputs row-major [samples, classes]
 * @param kind what they are: logits go through a softmax
 */
export function classPredictions(
  outputs: Float32Array,
  classes: number,
  kind: 'logits' | 'probabilities',
): ClassPredictions {
  const samples = outputs.length / classes;
  const probabilities = new Float64Array(outputs.length);
  const predicted = new Int32Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const row = outputs.subarray(sample * classes, (sample + 1) * classes);
    const usable = row.every(Number.isFinite);
    predicted[sample] = usable ? row.indexOf(Math.max(...row)) : noClass;
    const own = probabilities.subarray(sample * classes, (sample + 1) * classes);
    if (!usable) own.fill(Number.NaN);
    else if (kind === 'logits') own.set(softmax(row));
    else own.set(row);
  }
  return { classes, probabilities, predicted };
}

/** exp(z - max) / sum: the largest exponent is 0, so that nothing overflows. */
function softmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Of a class, for a sample; NaN where an output is not finite. */
export const probabilityOf = ({ classes, probabilities }: ClassPredictions, sample: number, label: number): number =>
  probabilities[sample * classes + label] ?? Number.NaN;
