import type { TensorDtype } from '../../../pipeline/compiler/lowering/row.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../../pipeline/random/shuffled-indices.js';
import type { TestTensor } from './kernel-case.js';

export interface Range {
  readonly low: number;
  readonly high: number;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, dim) => product * dim, 1);

/** Random choices for one call of a kernel: the same ones for the same path. */
export class Draw {
  private readonly random;

  constructor(
    /** Of the main input. */
    readonly dtype: TensorDtype,
    ...path: readonly (number | string)[]
  ) {
    this.random = randomStream(dtype, ...path);
  }

  /** Both ends included. */
  int(low: number, high: number): number {
    return low + this.random.below(high - low + 1);
  }

  coin(): boolean {
    return this.random.below(2) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.random.below(items.length)] as T;
  }

  /** Small dimensions, with a few of size one: they are what layouts go wrong with. */
  shape(lowestRank = 1, highestRank = 4): number[] {
    return this.dims(this.int(lowestRank, highestRank));
  }

  dims(rank: number): number[] {
    return Array.from({ length: rank }, () => this.int(1, 4));
  }

  /** A shape that broadcasts to `shape`. */
  broadcastable(shape: readonly number[]): number[] {
    return shape.slice(this.int(0, shape.length)).map((dim) => (this.random.below(3) === 0 ? 1 : dim));
  }

  axis(shape: readonly number[]): number {
    return this.int(0, shape.length - 1);
  }

  /** Some axes of a shape, at least one, in order. */
  axes(shape: readonly number[]): number[] {
    const chosen = shape.map((_, i) => i).filter(() => this.coin());
    return chosen.length > 0 ? chosen : [this.axis(shape)];
  }

  permutation(rank: number): number[] {
    return [...shuffledIndices(rank, this.random)];
  }

  uniform({ low, high }: Range): number {
    return low + (high - low) * this.random.uniform();
  }

  /** Numbers of the main input's type: floats in the range, integers in it, or booleans. */
  tensor(shape: readonly number[], range: Range = { low: -3, high: 3 }, dtype = this.dtype): TestTensor {
    const size = sizeOf(shape);
    if (dtype === 'bool') return { shape, dtype, values: Uint8Array.from({ length: size }, () => this.int(0, 1)) };
    if (dtype === 'int32') {
      const [low, high] = [Math.ceil(range.low), Math.floor(range.high)];
      return { shape, dtype, values: Int32Array.from({ length: size }, () => this.int(low, high)) };
    }
    return { shape, dtype, values: Float32Array.from({ length: size }, () => this.uniform(range)) };
  }

  floats(shape: readonly number[], range?: Range): TestTensor {
    return this.tensor(shape, range, 'float32');
  }

  /** Whole numbers below `bound`. */
  indices(shape: readonly number[], bound: number): TestTensor {
    return this.tensor(shape, { low: 0, high: bound - 1 }, 'int32');
  }

  /** Floats of which some are no numbers, or infinite. */
  specials(shape: readonly number[]): TestTensor {
    if (this.dtype !== 'float32') return this.tensor(shape);
    const special = [Number.NaN, Infinity, -Infinity, 0];
    const drawn = this.floats(shape);
    const values = Float32Array.from(drawn.values, (x) => (this.coin() ? x : this.pick(special)));
    return { ...drawn, values };
  }
}
