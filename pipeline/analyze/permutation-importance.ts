import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';

/** What a network loses when it cannot see a feature. */
export interface FeatureImportance {
  readonly name: string;
  /** Mean drop of the score; below 0 where the network does better without. */
  readonly drop: number;
  /** Standard deviation of the drop over the repeats. */
  readonly spread: number;
}

export interface PermutationRequest {
  /** Row-major [rows, names.length]: raw columns of a table, so that a categorical one is shuffled as a whole. */
  readonly x: Float32Array;
  readonly names: readonly string[];
  /** How often every feature is shuffled; two or more. */
  readonly repeats: number;
  readonly seed: number;
  /** Outputs for rows that lie one after the other; the same number for each row. */
  readonly predict: (x: Float32Array) => Promise<Float32Array>;
  /** Of the outputs for all rows; higher is better. */
  readonly score: (outputs: Float32Array) => number;
}

export interface PermutationImportance {
  /** The score with all features as they are. */
  readonly baseline: number;
  /** The most important first. */
  readonly features: readonly FeatureImportance[];
}

/**
 * Importance of features by permutation (Breiman 2001, section 10; for any model Fisher, Rudin and Dominici 2019): the score with
 * all features less the score with one of them shuffled over the rows.
 */
export async function permutationImportance(request: PermutationRequest): Promise<PermutationImportance> {
  const { names, repeats, predict, score } = request;
  const baseline = score(await predict(request.x));
  const features: FeatureImportance[] = [];
  for (const [column, name] of names.entries()) {
    const outputs = await predict(shuffledCopies(request, column));
    const size = outputs.length / repeats;
    const drops = Array.from(
      { length: repeats },
      (_, repeat) => baseline - score(outputs.subarray(repeat * size, (repeat + 1) * size)),
    );
    const drop = drops.reduce((sum, value) => sum + value, 0) / repeats;
    const squares = drops.reduce((sum, value) => sum + (value - drop) ** 2, 0);
    features.push({ name, drop, spread: Math.sqrt(squares / (repeats - 1)) });
  }
  return { baseline, features: features.sort((a, b) => b.drop - a.drop) };
}

/** The table `repeats` times, one column shuffled each time anew. */
function shuffledCopies({ x, names, repeats, seed }: PermutationRequest, column: number): Float32Array {
  const width = names.length;
  const rows = x.length / width;
  const copies = new Float32Array(repeats * x.length);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const order = shuffledIndices(rows, randomStream(seed, 'permutation importance', column, repeat));
    copies.set(x, repeat * x.length);
    order.forEach((from, row) => {
      copies[repeat * x.length + row * width + column] = x[from * width + column] ?? Number.NaN;
    });
  }
  return copies;
}
