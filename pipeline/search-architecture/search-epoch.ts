import type { Genotype } from '../../models/cells/genotype.js';
import type { CandidateOperators } from '../../models/cells/supernet.js';
import { type ByKind, byKind } from './architecture-parameters.js';
import { entropyOf, operatorProbabilities } from './sampler/distribution.js';
import type { AlphaRows } from './shrink-candidates.js';

/** What the steps of an epoch have come to so far. */
export interface SearchMeans {
  /** From 1. */
  readonly stage: number;
  /** Within the stage, from 1. */
  readonly epoch: number;
  /** Of drawn networks, while their weights change, on the first half of the training rows. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** Of drawn networks on the other half; absent in epochs that train weights alone. */
  readonly architectureLoss?: number;
  /** Of this epoch. */
  readonly seconds: number;
}

/** Within an epoch. */
export interface SearchProgress extends SearchMeans {
  /** Done, of so many. */
  readonly step: number;
  readonly steps: number;
}

/** What one epoch of a search has come to. */
export interface SearchEpoch extends SearchMeans {
  /** E_p in ms at the end of the epoch; absent where latency plays no part. */
  readonly latency?: number;
  readonly temperature: number;
  readonly candidates: CandidateOperators;
  /** After the epoch. */
  readonly alphas: AlphaRows;
}

/** What a whole search has come to. */
export interface SearchResult {
  readonly genotype: Genotype;
  readonly epochs: readonly SearchEpoch[];
  /** On the validation rows, with weights of the supernet: the mean over networks drawn from p, and the derived network. */
  readonly accuracy: { readonly expected: number; readonly derived: number };
}

/** softmax of every row. */
export const probabilitiesOf = (alphas: AlphaRows): ByKind<readonly (readonly number[])[]> =>
  byKind((kind) => alphas[kind].map(operatorProbabilities));

/** Mean over all edges, nats. */
export function meanEntropy(alphas: AlphaRows): number {
  const rows = Object.values(probabilitiesOf(alphas)).flat();
  return rows.reduce((sum, row) => sum + entropyOf(row), 0) / rows.length;
}
