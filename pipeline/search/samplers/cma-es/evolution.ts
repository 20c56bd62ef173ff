import { type EigenDecomposition, symmetricEigen } from '../../statistics/symmetric-eigen.js';

/** The constants of Hansen 2016, "The CMA evolution strategy: a tutorial" (arXiv 1604.00772), table 1, positive weights only. */
interface Constants {
  readonly n: number;
  readonly lambda: number;
  readonly weights: Float64Array;
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cc: number;
  readonly c1: number;
  readonly cMu: number;
  /** Expected length of a standard normal vector. */
  readonly chi: number;
}

/** A search distribution N(mean, sigma^2 S C S) over coordinates, S the diagonal `stretch` of the margin. */
export interface Evolution {
  readonly constants: Constants;
  readonly generation: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly covariance: Float64Array;
  readonly eigen: EigenDecomposition;
  readonly pathSigma: Float64Array;
  readonly pathC: Float64Array;
  readonly stretch: Float64Array;
}

export function constantsFor(n: number, lambda: number): Constants {
  const mu = Math.floor(lambda / 2);
  const raw = Float64Array.from({ length: mu }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  const muEff = 1 / weights.reduce((sum, w) => sum + w * w, 0);
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  return {
    n,
    lambda,
    weights,
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cc: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu: Math.min(1 - c1, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff)),
    chi: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

export const defaultPopulation = (n: number) => 4 + Math.floor(3 * Math.log(Math.max(1, n)));

export function beginEvolution(mean: Float64Array, sigma: number, lambda: number): Evolution {
  const n = mean.length;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return {
    constants: constantsFor(n, lambda),
    generation: 0,
    mean,
    sigma,
    covariance: identity,
    eigen: symmetricEigen(identity, n),
    pathSigma: new Float64Array(n),
    pathC: new Float64Array(n),
    stretch: new Float64Array(n).fill(1),
  };
}

/** mean + sigma S B D z for a standard normal z. */
export function samplePoint(
  { mean, sigma, eigen, stretch, constants: { n } }: Evolution,
  z: Float64Array,
): Float64Array {
  const scaled = z.map((value, i) => value * Math.sqrt(Math.max(0, eigen.values[i] ?? 0)));
  return mean.map((m, i) => {
    let step = 0;
    for (let j = 0; j < n; j++) step += (eigen.vectors[i * n + j] ?? 0) * (scaled[j] ?? 0);
    return m + sigma * (stretch[i] ?? 1) * step;
  });
}

/**
 * The distribution after a generation; `ranked` holds its points, the best first. They may come from anywhere: steps that are
 * too long for this distribution are shortened (Hansen 2011, "Injecting external solutions into CMA-ES").
 */
export function nextGeneration(state: Evolution, ranked: readonly Float64Array[]): Evolution {
  const { constants, mean, sigma, covariance, stretch } = state;
  const { n, weights, muEff, cSigma, dSigma, cc, c1, cMu, chi } = constants;
  const longest = Math.sqrt(n) + (2 * n) / (n + 2);
  const steps = ranked.slice(0, weights.length).map((x) => {
    const y = x.map((value, i) => (value - (mean[i] ?? 0)) / (sigma * (stretch[i] ?? 1)));
    const length = norm(whiten(state.eigen, y));
    return length > longest ? y.map((value) => (value * longest) / length) : y;
  });
  const step = new Float64Array(n);
  steps.forEach((y, k) => {
    for (let i = 0; i < n; i++) step[i] = (step[i] ?? 0) + (weights[k] ?? 0) * (y[i] ?? 0);
  });
  const white = whiten(state.eigen, step);
  const alongSigma = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  const pathSigma = state.pathSigma.map((p, i) => (1 - cSigma) * p + alongSigma * (white[i] ?? 0));
  const generation = state.generation + 1;
  const usual = norm(pathSigma) / Math.sqrt(1 - (1 - cSigma) ** (2 * generation)) < (1.4 + 2 / (n + 1)) * chi;
  const alongC = usual ? Math.sqrt(cc * (2 - cc) * muEff) : 0;
  const pathC = state.pathC.map((p, i) => (1 - cc) * p + alongC * (step[i] ?? 0));
  // While the path stalls, the variance it does not add is kept.
  const kept = 1 - c1 - cMu + (usual ? 0 : c1 * cc * (2 - cc));
  const updated = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rankMu = 0;
      steps.forEach((y, k) => {
        rankMu += (weights[k] ?? 0) * (y[i] ?? 0) * (y[j] ?? 0);
      });
      const value = kept * (covariance[i * n + j] ?? 0) + c1 * (pathC[i] ?? 0) * (pathC[j] ?? 0) + cMu * rankMu;
      updated[i * n + j] = value;
      updated[j * n + i] = value;
    }
  }
  return {
    constants,
    generation,
    mean: mean.map((m, i) => m + sigma * (stretch[i] ?? 1) * (step[i] ?? 0)),
    // Bounded, as in the tutorial's appendix: one generation never more than e times the spread.
    sigma: sigma * Math.exp(Math.min(1, (cSigma / dSigma) * (norm(pathSigma) / chi - 1))),
    covariance: updated,
    eigen: symmetricEigen(updated, n),
    pathSigma,
    pathC,
    stretch,
  };
}

/** C^(-1/2) y. */
function whiten({ values, vectors }: EigenDecomposition, y: Float64Array): Float64Array {
  const n = y.length;
  const rotated = y.map((_, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (vectors[i * n + j] ?? 0) * (y[i] ?? 0);
    return sum / Math.sqrt(Math.max(values[j] ?? 0, 1e-300));
  });
  return y.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (vectors[i * n + j] ?? 0) * (rotated[j] ?? 0);
    return sum;
  });
}

const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
