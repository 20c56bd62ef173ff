import { decodeModel } from '../compiler/onnx-file/decode-model.js';
import { encodeModel } from '../compiler/onnx-file/encode-model.js';
import type { Samples } from '../quantize/calibration/samples.js';
import { type BatchOutput, runModel } from '../quantize/run-model.js';
import { observedName, withOutputs } from '../quantize/with-outputs.js';
import { type Convolution, findConvolutions } from './find-convolutions.js';
import { type Picture, shrink, toBase64, toBytes, toBytesByRange } from './picture.js';

/** What the convolutions of a network find in a few images. */
export interface FeatureMaps {
  /** Of the first convolution; absent where its kernels cannot be seen, in a quantized file for example. */
  readonly kernels?: Kernels;
  readonly convolutions: readonly ConvolutionMaps[];
}

export interface Kernels {
  readonly layer: string;
  /** How many there are; `pictures` are the first of them. */
  readonly total: number;
  /** Mid-grey is zero, black and white are the largest weight of the kernel without its sign. */
  readonly pictures: readonly Picture[];
}

export interface ConvolutionMaps {
  readonly layer: string;
  /** The operator behind the convolution whose values these are; empty: the convolution's own. */
  readonly activation: string;
  /** Maps it has; the first `shown` are here. */
  readonly total: number;
  readonly shown: number;
  /** Pixels of a map in the network. */
  readonly size: readonly [width: number, height: number];
  /** Pixels of a map as it is here. */
  readonly width: number;
  readonly height: number;
  /** For each image base64 of its maps, one after the other, a byte for each pixel: from 0 for the least value of a map to 255. */
  readonly maps: readonly string[];
}

/** Together these keep a page from growing by more than a megabyte. */
export const mapLimits = { images: 6, convolutions: 8, maps: 16, side: 32, kernels: 64, kernelSide: 16 } as const;

/**
 * Runs a network with the output of each of its convolutions on a few images.
 * @param images as the file takes them, at most `mapLimits.images`
 * @returns undefined where it has no convolution that gives maps
 * @throws ModelFileError where the file cannot be read or run
 */
export async function featureMaps(onnx: Uint8Array, images: Samples): Promise<FeatureMaps | undefined> {
  const model = decodeModel(onnx);
  const convolutions = findConvolutions(model);
  const [first] = convolutions;
  if (!first) return undefined;
  const observed = new Map<string, BatchOutput>();
  const probe = withOutputs(model, [first.kernels, ...convolutions.map(({ output }) => output)]);
  const count = await runModel(encodeModel(probe), images, (output) => observed.set(observedName(output.name), output));
  const maps = convolutions.flatMap((convolution) => mapsOf(convolution, observed.get(convolution.output), count));
  if (maps.length === 0) return undefined;
  const kernels = kernelsOf(first, observed.get(first.kernels));
  return { ...(kernels && { kernels }), convolutions: evenly(maps, mapLimits.convolutions) };
}

/** Of a value [images, maps, height, width]; none of any other, nor of maps of one pixel. */
function mapsOf(
  { layer, activation }: Convolution,
  output: BatchOutput | undefined,
  images: number,
): readonly ConvolutionMaps[] {
  const [batch, total = 0, height = 0, width = 0, ...others] = output?.dims ?? [];
  if (!output || batch !== images || others.length > 0 || height * width <= 1) return [];
  const area = width * height;
  const shown = Math.min(total, mapLimits.maps);
  const small = (image: number, map: number) => {
    const start = (image * total + map) * area;
    const values = output.values.subarray(start, start + area);
    return shrink({ width, height, channels: 1, values }, mapLimits.side);
  };
  const { width: columns, height: rows } = small(0, 0);
  return [
    {
      layer,
      activation,
      total,
      shown,
      size: [width, height],
      width: columns,
      height: rows,
      maps: Array.from({ length: images }, (_, image) =>
        toBase64(Buffer.concat(Array.from({ length: shown }, (_, map) => toBytesByRange(small(image, map).values)))),
      ),
    },
  ];
}

/** Of weights [out, in, height, width] that look at grey or coloured pixels. */
function kernelsOf({ layer }: Convolution, weights: BatchOutput | undefined): Kernels | undefined {
  const [total = 0, channels = 0, height = 0, width = 0, ...others] = weights?.dims ?? [];
  if (!weights || others.length > 0 || height * width <= 1 || (channels !== 1 && channels !== 3)) return undefined;
  const size = channels * height * width;
  const pictures = Array.from({ length: Math.min(total, mapLimits.kernels) }, (_, kernel): Picture => {
    const values = weights.values.subarray(kernel * size, (kernel + 1) * size);
    const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const raster = { width, height, channels, values: channelsLast(values, channels) };
    const small = shrink(raster, mapLimits.kernelSide);
    return {
      width: small.width,
      height: small.height,
      channels,
      pixels: toBase64(toBytes(small.values, -most, most)),
    };
  });
  return { layer, total, pictures };
}

/** From [channels, pixels] to [pixels, channels]. */
function channelsLast(values: Float32Array, channels: number): Float32Array {
  const area = values.length / channels;
  return values.map((_, i) => values[(i % channels) * area + Math.floor(i / channels)] ?? Number.NaN);
}

/** At most so many, the first and the last among them. */
function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]).filter(
    (item) => item !== undefined,
  );
}
