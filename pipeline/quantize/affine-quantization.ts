/** The smallest and the largest real number that 8 bits are to stand for. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** real = scale · (quantized - zeroPoint), with integers from `lowest` to `highest` (Jacob et al. 2018, equation 1). */
export interface Quantization {
  readonly type: ActivationType;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** 8-bit integers of activations. On x86 uint8 with int8 weights is what the VNNI instructions multiply. */
export const activationTypes = {
  uint8: { lowest: 0, highest: 255 },
  int8: { lowest: -128, highest: 127 },
} as const;

export type ActivationType = keyof typeof activationTypes;

/**
 * Scale and zero point of a range. Zero must be exact, because paddings are zeros (Jacob et al. 2018, section 2.1): the
 * range is widened to hold it, and the zero point is an integer.
 */
export function quantizationOf({ min, max }: ValueRange, type: ActivationType): Quantization {
  const { lowest, highest } = activationTypes[type];
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const scale = usable(Math.fround((high - low) / (highest - lowest)));
  const zeroPoint = Math.min(highest, Math.max(lowest, roundHalfToEven(lowest - low / scale)));
  return { type, scale, zeroPoint };
}

/** Where all values are zero, or too small for a float32 scale to have its digits, they may as well be zero at scale 1. */
const usable = (scale: number): number => (scale < 2 ** -100 ? 1 : scale);

/** Rounding of ONNX's QuantizeLinear: halves to the even neighbour. */
export function roundHalfToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}

/** Weights in int8, symmetric around zero: one scale for each output channel. */
export interface QuantizedWeights {
  /** From -127 to 127: leaving out -128 keeps w and -w alike (Jacob et al. 2018, section 3). */
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

const largestWeight = 127;
/** A bias must fit in int32 at the scale of its products; half the range is left to the sum they are added to. */
const largestBias = 2 ** 30;

/**
 * @param channelOf the output channel of the weight at an index
 * @param bias and the scale of the inputs it will be added at; widens scales so far that the bias fits
 */
export function quantizeWeights(
  weights: Float32Array,
  channels: number,
  channelOf: (index: number) => number,
  bias?: { readonly values: Float32Array; readonly inputScale: number },
): QuantizedWeights {
  const largest = new Float64Array(channels);
  weights.forEach((w, i) => {
    const channel = channelOf(i);
    largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(w));
  });
  const scales = Float32Array.from(largest, (peak, c) => {
    const forBias = bias ? Math.abs(bias.values[c] ?? 0) / (bias.inputScale * largestBias) : 0;
    return usable(Math.max(peak / largestWeight, forBias));
  });
  const values = Int8Array.from(weights, (w, i) => {
    const steps = roundHalfToEven(w / (scales[channelOf(i)] ?? 1));
    return Math.min(largestWeight, Math.max(-largestWeight, steps));
  });
  return { values, scales };
}

/** A bias at the scale of the products it is added to, input scale times weight scale (Jacob et al. 2018, section 2.4). */
export function quantizeBias(bias: Float32Array, inputScale: number, weightScales: Float32Array) {
  const scales = weightScales.map((scale) => inputScale * scale);
  return { values: Int32Array.from(bias, (b, c) => roundHalfToEven(b / (scales[c] ?? 1))), scales };
}
