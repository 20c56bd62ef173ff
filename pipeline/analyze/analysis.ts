import { z } from 'zod';

/** Raised with every change of what analysis.json says. */
export const analysisFormat = 1;

/** Readonly, as what is computed is. */
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

const count = z.int().min(0);
const share = z.number().min(0).max(1);

const picture = z.object({
  width: count,
  height: count,
  channels: z.union([z.literal(1), z.literal(3)]),
  pixels: z.string(),
});

/** A sample with its class and the one the network takes it for, by index. */
const classified = z.object({
  /** Row of the validation split. */
  sample: count,
  actual: count,
  predicted: count,
  /** Of the predicted class. */
  probability: z.number(),
});

const classification = z.object({
  kind: z.literal('classification'),
  classes: list(z.string()),
  /** Cells that are not zero: true class, predicted class, samples. */
  confusion: list(z.tuple([count, count, count]).readonly()),
  calibration: z.object({
    bins: list(z.object({ count, confidence: z.number(), accuracy: share }).nullable()),
    error: z.number(),
  }),
  /** Samples that were taken for another class. */
  mistakes: count,
  /** The worst of them, where samples can be seen. */
  worst: list(classified.extend({ picture })),
});

const regression = z.object({
  kind: z.literal('regression'),
  /** The first ones. */
  targets: list(
    z.object({
      name: z.string(),
      r2: z.number(),
      rmse: z.number(),
      mae: z.number(),
      bias: z.number(),
      points: list(z.tuple([z.number(), z.number()]).readonly()),
      histogram: z.object({ start: z.number(), width: z.number(), counts: list(count) }),
    }),
  ),
});

const features = z.object({
  score: z.enum(['accuracy', 'r2']),
  baseline: z.number(),
  rows: count,
  repeats: count,
  features: list(z.object({ name: z.string(), drop: z.number(), spread: z.number() })),
});

const maps = z.object({
  images: list(classified.extend({ picture })),
  kernels: z.object({ layer: z.string(), total: count, pictures: list(picture) }).optional(),
  convolutions: list(
    z.object({
      layer: z.string(),
      activation: z.string(),
      total: count,
      shown: count,
      size: z.tuple([count, count]).readonly(),
      width: count,
      height: count,
      maps: list(z.string()),
    }),
  ),
});

/** Microseconds are of one run with one sample: the mean of the fastest runs under ONNX Runtime's profiler. */
const profile = z.object({
  /** Of the whole run. */
  run: z.number(),
  runs: count,
  /** Of the run, in no node: ONNX Runtime itself and its profiler. Below 0 where bodies of loops count by themselves, too. */
  between: z.number(),
  /** The slowest first, those that take the rest of the time left out. */
  nodes: list(z.object({ name: z.string(), operator: z.string(), microseconds: z.number(), shapes: z.string() })),
});

/** analysis.json: what the best network of a study does with its validation data. Every number is finite. */
export const analysisSchema = z.object({
  format: z.literal(analysisFormat),
  /** SHA-256 of the file it is about, in hexadecimal. */
  file: z.string(),
  /** `trial 7`, or `trial 7, int8-static`. */
  network: z.string(),
  dataset: z.string(),
  /** Rows of the validation split that were looked at. */
  samples: count,
  /** Of these, rows with an output that is not finite; they are left out of everything below. */
  unusable: count,
  /** Absent where no row has finite outputs. */
  predictions: z.discriminatedUnion('kind', [classification, regression]).optional(),
  /** Of a table: what the network loses without one of its columns. */
  features: features.optional(),
  /** Of a network with convolutions that looks at images. */
  maps: maps.optional(),
  /** Where a run spends its time, or why that is not known. */
  profile: z.union([profile, z.object({ problem: z.string() })]).optional(),
});

export type Analysis = z.output<typeof analysisSchema>;
export type ClassificationAnalysis = z.output<typeof classification>;
export type RegressionAnalysis = z.output<typeof regression>;
export type ProfileAnalysis = z.output<typeof profile>;
export type MapsAnalysis = z.output<typeof maps>;
export type ClassifiedPicture = z.output<typeof classified> & { readonly picture: z.output<typeof picture> };
