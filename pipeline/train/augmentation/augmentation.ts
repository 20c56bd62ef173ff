import type { z } from 'zod';
import type { SampleData } from '../../load/data.js';
import type { RandomStream } from '../../random/random-stream.js';

/** How the images of a data set lie in memory: row by row, channels last. */
export interface ImageFormat {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The raw values that the network sees as 0, repeated along the numbers of an image. */
  readonly neutral: readonly number[];
}

type Options = Readonly<Record<string, unknown>>;

/** Changes images one by one, while a batch is put together, as raw values and in place. */
export interface ImageAugmentation {
  readonly changes: 'image';
  readonly name: string;
  /** All options, defaults filled. */
  readonly options: Options;
  /** What `options` would have to be for images of this size; undefined where they fit. */
  problem(format: Omit<ImageFormat, 'neutral'>): string | undefined;
  /** Changes the image whose numbers begin at `at`. How much it draws may depend on what it draws. */
  apply(pixels: SampleData, at: number, format: ImageFormat, random: RandomStream): void;
}

/** Blends the samples of a batch with each other, and their targets alike, inside of the compiled step. */
export interface BatchAugmentation {
  readonly changes: 'batch';
  readonly name: string;
  readonly options: Options;
  /** What a sample keeps of itself, in [0, 1]; the rest comes from another one. Drawn once a batch. */
  drawShare(random: RandomStream): number;
}

/** An augmentation with its options: what a training plan holds. */
export type Augmentation = ImageAugmentation | BatchAugmentation;

/** One augmentation: the entry of the registry, one file each. */
export interface AugmentationDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
  Made extends Augmentation = Augmentation,
> {
  readonly name: Name;
  /** One line, and where it is from. */
  readonly summary: string;
  readonly source: string;
  /** What a study file may say about it. */
  readonly options: Schema;
  /** @throws ZodError where `options` are wrong. */
  create(options: unknown): Made;
}

/** Puts a change of one image into the shape of the registry; it gets its options parsed and typed. */
export function defineImageAugmentation<Name extends string, Schema extends z.ZodObject>(
  {
    problem,
    ...definition
  }: Omit<AugmentationDefinition<Name, Schema>, 'create'> & {
    readonly problem?: (format: Omit<ImageFormat, 'neutral'>, options: z.output<Schema>) => string | undefined;
  },
  change: (
    image: { readonly pixels: SampleData; readonly at: number; readonly format: ImageFormat },
    random: RandomStream,
    options: z.output<Schema>,
  ) => void,
): AugmentationDefinition<Name, Schema, ImageAugmentation> {
  return {
    ...definition,
    create(given) {
      const options = definition.options.parse(given);
      return {
        changes: 'image',
        name: definition.name,
        options,
        problem: (format) => problem?.(format, options),
        apply: (pixels, at, format, random) => change({ pixels, at, format }, random, options),
      };
    },
  };
}
