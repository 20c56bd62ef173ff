import { directionNumbers } from './direction-numbers.js';

/** How many dimensions the table has. */
export const sobolDimensions = 128;

/** 32 direction integers v_1 ... v_32 of every dimension, most significant bit first. */
const directions: readonly Uint32Array[] = expandDirections();

function expandDirections(): readonly Uint32Array[] {
  // Dimension 1 is van der Corput's sequence: v_k = 2^-k.
  const expanded = [Uint32Array.from({ length: 32 }, (_, k) => 2 ** (31 - k))];
  for (let at = 0; at < directionNumbers.length; ) {
    const polynomial = directionNumbers[at++] ?? 0;
    const degree = 31 - Math.clz32(polynomial);
    const v = new Uint32Array(32);
    for (let k = 0; k < degree; k++) v[k] = (directionNumbers[at++] ?? 0) << (31 - k);
    // Bratley and Fox 1988, equation 2: v_k = a_1 v_{k-1} ^ ... ^ a_s v_{k-s} ^ (v_{k-s} >> s).
    for (let k = degree; k < 32; k++) {
      let value = (v[k - degree] ?? 0) ^ ((v[k - degree] ?? 0) >>> degree);
      for (let i = 1; i < degree; i++) if ((polynomial >>> (degree - i)) & 1) value ^= v[k - i] ?? 0;
      v[k] = value;
    }
    expanded.push(v);
  }
  return expanded;
}

/**
 * Point `index` (from 0) of the unscrambled sequence in `dimension` (from 0) as 32 binary digits. In the order of Gray codes,
 * as every implementation has it: the same sets of 2^m points, and one exclusive-or more per point.
 */
export function sobolBits(index: number, dimension: number): number {
  const v = directions[dimension];
  if (v === undefined) throw new RangeError(`Sobol's sequence is tabulated for ${sobolDimensions} dimensions`);
  let bits = 0;
  for (let rest = (index ^ (index >>> 1)) >>> 0, k = 0; rest !== 0; rest >>>= 1, k++) if (rest & 1) bits ^= v[k] ?? 0;
  return bits >>> 0;
}

/**
 * Owen's nested uniform scrambling by hashing (Laine and Karras 2011; Burley 2020, "Practical hash-based Owen scrambling",
 * listing 3, with the better constants of N. Vegdahl): flips each digit by a hash of the digits above it.
 */
export function owenScramble(bits: number, seed: number): number {
  let x = reverseBits(bits);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reverseBits(x);
}

function reverseBits(value: number): number {
  let x = value;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

/** Coordinate in (0, 1) of 32 binary digits: the middle of their interval. */
export const unitOfBits = (bits: number) => (bits + 0.5) / 2 ** 32;
