/** The largest number of a 16-bit float (IEEE 754 binary16). */
export const largestHalf = 65_504;

const word = new DataView(new ArrayBuffer(4));

/** The bits of the 16-bit float that is nearest, of two the even one; `Infinity` beyond the largest. */
export function halfBits(x: number): number {
  word.setFloat32(0, x);
  const bits = word.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(Math.fround(x));
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65_520) return sign | 0x7c00;
  // Below the smallest normal number, 2^-14, steps are 2^-24 throughout.
  if (magnitude < 2 ** -14) return sign | halfToEven(magnitude * 2 ** 24);
  // Exponent and mantissa are one integer: rounding may carry into the exponent, which is what it should do.
  const normal = (bits & 0x7fff_ffff) - ((127 - 15) << 23);
  return sign | halfToEven(normal / 2 ** 13);
}

function halfToEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
