import type { RandomStream } from '../../random/random-stream.js';
import type { NoiseKind } from './noise-layers.js';

/**
 * Fills a buffer with fresh noise. A mask takes 16 bits an element, so its probability is `keep` rounded to a multiple
 * of 1 / 65,536.
 */
export function fillNoise(noise: NoiseKind, out: Uint8Array | Float32Array, random: RandomStream): void {
  if (noise.kind === 'mask') fillMask(noise.keep, out, random);
  else for (let i = 0; i < out.length; i++) out[i] = random.normal();
}

function fillMask(keep: number, out: Uint8Array | Float32Array, random: RandomStream): void {
  const threshold = Math.round(keep * 65_536);
  const pairs = out.length - (out.length % 2);
  for (let i = 0; i < pairs; i += 2) {
    const bits = random.bits();
    out[i] = (bits & 0xffff) < threshold ? 1 : 0;
    out[i + 1] = bits >>> 16 < threshold ? 1 : 0;
  }
  if (pairs < out.length) out[pairs] = random.bits() >>> 16 < threshold ? 1 : 0;
}
