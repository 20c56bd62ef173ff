import { z } from 'zod';
import { UsageError } from '../pipeline/errors.js';
import { normalisations } from '../pipeline/load/prepare-samples.js';

/** Options every data set has. */
export interface SplitOptions {
  /**
   * Samples each split gets: a positive whole number, or a fraction strictly between 0 and 1 (rounded down).
   * Defaults: validation and test a fifth of the data each (a sixth of the training part, and the whole test part, where
   * the data set has a test part of its own); train gets all the rest.
   */
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  /** Decides which samples go where. Default 0. */
  readonly seed?: number;
}

export interface ImageOptions extends SplitOptions {
  /**
   * `standardise` (the default): zero mean and unit variance per channel over the training images; `unit`: pixels to
   * [0, 1]; `none`: the network sees 0 to 255.
   */
  readonly normalisation?: (typeof normalisations)[number];
}

export interface OrderOptions {
  /** Default true. `false` cuts the splits in file order: first train, then validation, then test. */
  readonly shuffle?: boolean;
}

const size = z
  .number('must be a positive whole number of samples or a fraction between 0 and 1')
  .refine((n) => (Number.isInteger(n) && n >= 1) || (n > 0 && n < 1), {
    error: 'must be a positive whole number of samples or a fraction between 0 and 1',
  })
  .optional();

export const text = z.string('must be a text').min(1, 'must not be empty');

/** A file or folder: a path, or a URL as `new URL('./data.csv', import.meta.url)` gives it. */
export const path = z.union([text, z.instanceof(URL)], 'must be a path or a file URL');

export const splitFields = {
  train: size,
  validation: size,
  test: size,
  seed: z.int('must be a whole number').default(0),
};

export const imageFields = {
  ...splitFields,
  normalisation: z
    .enum(normalisations, `must be one of ${normalisations.map((name) => `'${name}'`).join(', ')}`)
    .default('standardise'),
};

export const orderFields = { shuffle: z.boolean('must be true or false').default(true) };

/**
 * The options of data set `name` with defaults filled in.
 * @throws UsageError naming the option, what it must be and what was given.
 */
export function parseOptions<S extends z.ZodType>(name: string, schema: S, options: unknown): z.output<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.path.length === 0 && issue.code === 'invalid_type') {
    throw new UsageError(`\`${name}\` takes an object of options, got ${shown(options)}`);
  }
  if (issue?.code === 'unrecognized_keys') {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    throw new UsageError(
      `\`${name}\` has no option \`${issue.keys.join('`, `')}\`; its options are ${known.map((key) => `\`${key}\``).join(', ')}`,
    );
  }
  const where = [name, ...(issue?.path.map(String) ?? [])].join('.');
  throw new UsageError(`\`${where}\` ${issue?.message}, got ${shown(valueAt(options, issue?.path ?? []))}`);
}

function valueAt(options: unknown, at: readonly PropertyKey[]): unknown {
  return at.reduce<unknown>(
    (value, key) => (value === null || value === undefined ? value : Reflect.get(Object(value), key)),
    options,
  );
}

function shown(value: unknown): string {
  return typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
}
