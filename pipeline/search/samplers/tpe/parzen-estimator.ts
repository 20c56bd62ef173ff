import type { RandomStream } from '../../../random/random-stream.js';
import { isActive } from '../../../study/space.js';
import type { Parameters, ParameterValue } from '../../../study/trial.js';
import type { EncodedHistory } from '../../encoding/encoded-history.js';
import { cellOf, valueAtUnit } from '../../encoding/unit-interval.js';
import { normalCdf, normalQuantile } from '../../statistics/normal-distribution.js';
import { addTo, type KernelWorkspace, kernelWorkspace, logMixtureDensity } from './log-mixture-density.js';
import { buildMarginal, type Marginal } from './marginal.js';

/** A setting with its coordinates, NaN where a hyperparameter is inactive. */
export interface Candidate {
  readonly parameters: Parameters;
  readonly point: Float64Array;
}

/** More kernels than these are estimated from a systematic sample of them. */
const mostKernels = 2000;

/** The newest trials count fully, those before them the less the older they are (hyperopt). */
const newest = 25;

/**
 * Density of settings as a mixture with one kernel per trial and a uniform one, the prior. A kernel is a product over the
 * hyperparameters; where its trial has no value (the hyperparameter was inactive) it is the prior. Over a conditional space
 * that is one joint density: kernels of another branch have no say in this one's hyperparameters beyond the prior.
 */
export class ParzenEstimator {
  readonly #marginals: readonly Marginal[];
  /** Log-weight of each kernel and, where a dimension is always active, its peak. The last is the prior. */
  readonly #base: Float64Array;
  readonly #cumulative: Float64Array;
  readonly #workspace: KernelWorkspace;

  /** `rows` are the trials of this group, oldest first. */
  constructor({ dimensions, columns, sorted }: EncodedHistory, rows: Int32Array, group: 'good' | 'bad') {
    const kept = systematicSample(rows.length);
    const count = kept.length;
    const kernelOf = kernelsByTrial(rows, kept);
    const weights = kernelWeights(rows.length, kept);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.#base = new Float64Array(count + 1);
    this.#cumulative = new Float64Array(count + 1);
    let reached = 0;
    for (let k = 0; k <= count; k++) {
      const share = (weights[k] ?? 0) / total;
      reached += share;
      this.#base[k] = Math.log(share);
      this.#cumulative[k] = reached;
    }
    this.#workspace = kernelWorkspace(count + 1);
    this.#marginals = dimensions.map((dimension, d) =>
      buildMarginal(dimension, pick(columns[d], rows, kept), orderOf(sorted[d], kernelOf, count), {
        group,
        trials: rows.length,
      }),
    );
    for (const marginal of this.#marginals) {
      if (marginal.kind === 'normal' && !marginal.dimension.parameter.when) addTo(this.#base, marginal.logPeaks);
    }
  }

  /** A setting drawn from the density. */
  draw(random: RandomStream): Candidate {
    const kernel = this.#drawKernel(random.uniform());
    const parameters: Record<string, ParameterValue> = {};
    const point = new Float64Array(this.#marginals.length).fill(Number.NaN);
    this.#marginals.forEach((marginal, d) => {
      const { name, parameter } = marginal.dimension;
      if (!isActive(parameter, parameters)) return;
      const u = drawCoordinate(marginal, kernel, random.uniform());
      point[d] = u;
      parameters[name] = valueAtUnit(parameter, u);
    });
    return { parameters, point };
  }

  /** Log-density with respect to the uniform measure of continuous and the counting measure of finite hyperparameters. */
  logDensity(point: Float64Array): number {
    return logMixtureDensity(point, this.#marginals, this.#base, this.#workspace);
  }

  #drawKernel(u: number): number {
    const at = this.#cumulative.findIndex((reached) => u < reached);
    return at < 0 ? this.#cumulative.length - 1 : at;
  }
}

/** Of the kernels kept, oldest first, as much together as all `count` would have; then the prior's. */
function kernelWeights(count: number, kept: Int32Array): Float64Array {
  const old = count - newest;
  const ramp = (k: number) => (k >= old || old < 2 ? 1 : 1 / count + ((1 - 1 / count) * k) / (old - 1));
  const weights = new Float64Array(kept.length + 1).fill(1);
  // Each of the old ones kept stands for `old / taken` of them.
  const standsFor = kept.length < count ? old / (kept.length - newest) : 1;
  for (let k = 0; k < kept.length; k++) {
    const trial = kept[k] ?? 0;
    weights[k] = ramp(trial) * (trial < old ? standsFor : 1);
  }
  return weights;
}

/** For each trial up to the last of `rows` its kernel, or -1. */
function kernelsByTrial(rows: Int32Array, kept: Int32Array): Int32Array {
  const kernels = new Int32Array((rows.at(-1) ?? -1) + 1).fill(-1);
  for (let k = 0; k < kept.length; k++) kernels[rows[kept[k] ?? 0] ?? 0] = k;
  return kernels;
}

/** The kernels ascending by coordinate, from the trials in that order. */
function orderOf(sorted: Uint32Array | undefined, kernelOf: Int32Array, count: number): Uint32Array {
  const order = new Uint32Array(count);
  if (!sorted) return order.subarray(0, 0);
  let length = 0;
  for (let i = 0; i < sorted.length; i++) {
    const kernel = kernelOf[sorted[i] ?? 0] ?? -1;
    if (kernel >= 0) order[length++] = kernel;
  }
  return order.subarray(0, length);
}

function pick(column: Float64Array | undefined, rows: Int32Array, kept: Int32Array): Float64Array {
  const picked = new Float64Array(kept.length);
  for (let k = 0; k < picked.length; k++) picked[k] = column?.[rows[kept[k] ?? 0] ?? 0] ?? Number.NaN;
  return picked;
}

/** Positions 0 ... count - 1, evenly thinned when there are too many, the newest all kept. */
function systematicSample(count: number): Int32Array {
  const size = Math.min(count, mostKernels);
  const old = count - newest;
  const taken = size - newest;
  const sample = new Int32Array(size);
  for (let k = 0; k < size; k++) {
    if (size === count) sample[k] = k;
    else sample[k] = k < taken ? Math.floor(((k + 0.5) * old) / taken) : old + k - taken;
  }
  return sample;
}

/** `u` uniform in [0, 1). Finite hyperparameters get the middle of a cell. */
function drawCoordinate(marginal: Marginal, kernel: number, u: number): number {
  if (marginal.kind === 'table') {
    const { size, rows, logMass, dimension } = marginal;
    const row = rows[kernel] ?? 0;
    let value = 0;
    for (let sum = Math.exp(logMass[row * size] ?? 0); value < size - 1 && u >= sum; ) {
      value++;
      sum += Math.exp(logMass[row * size + value] ?? 0);
    }
    const [from, to] = cellOf(dimension.parameter, value);
    return (from + to) / 2;
  }
  const inverse = marginal.inverseBandwidths[kernel] ?? 0;
  if (inverse === 0) return u;
  const mean = marginal.means[kernel] ?? 0;
  const from = normalCdf(-mean * inverse);
  const to = normalCdf((1 - mean) * inverse);
  return Math.min(1, Math.max(0, mean + normalQuantile(from + u * (to - from)) / inverse));
}
