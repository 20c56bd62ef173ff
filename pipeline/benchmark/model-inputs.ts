import { ModelFileError } from '../errors.js';
import { type RandomStream, randomStream } from '../random/random-stream.js';

/** An input as the session declares it. A dimension is a size, or the name of a symbolic one (empty: unnamed). */
export interface ModelInput {
  readonly name: string;
  /** ONNX Runtime's name of the element type, for example `float32`; undefined where the input is not a tensor. */
  readonly type: string | undefined;
  readonly shape: readonly (number | string)[];
}

export interface InputValues {
  readonly name: string;
  readonly type: InputType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

/**
 * Values that any sensible model accepts, and never all zeros, which a kernel might take a short cut for. Reals are
 * standard normal; integers are 0 or 1, as they are mostly flags or indices into a table of unknown length; bytes are
 * pixels.
 */
const fills = {
  float32: (length: number, random: RandomStream) => Float32Array.from({ length }, () => random.normal()),
  float64: (length: number, random: RandomStream) => Float64Array.from({ length }, () => random.normal()),
  int32: (length: number, random: RandomStream) => Int32Array.from({ length }, () => random.below(2)),
  int64: (length: number, random: RandomStream) => BigInt64Array.from({ length }, () => BigInt(random.below(2))),
  uint8: (length: number, random: RandomStream) => Uint8Array.from({ length }, () => random.below(256)),
  bool: (length: number, random: RandomStream) => Uint8Array.from({ length }, () => random.below(2)),
} as const;

export type InputType = keyof typeof fills;

const isInputType = (type: string | undefined): type is InputType => type !== undefined && Object.hasOwn(fills, type);

/**
 * Seeded values for every input of a model.
 * Symbolic dimensions in the first place are the batch, and so is any other of the same name. The remaining symbolic
 * ones (a sequence length) are what `dims` says, else 1.
 * @throws ModelFileError for an input that cannot be generated.
 */
export function modelInputs(
  inputs: readonly ModelInput[],
  batch: number,
  { seed = 0, dims = {} }: { readonly seed?: number; readonly dims?: Readonly<Record<string, number>> } = {},
): InputValues[] {
  const batchNames = batchDimensions(inputs);
  const sizeOf = (dimension: number | string, axis: number): number => {
    if (typeof dimension === 'number') return dimension;
    const isBatch = axis === 0 || batchNames.has(dimension);
    return dims[dimension] ?? (isBatch ? batch : 1);
  };
  return inputs.map(({ name, type, shape }) => {
    if (!isInputType(type)) {
      throw new ModelFileError(
        `input \`${name}\` is ${type === undefined ? 'not a tensor' : `of type ${type}`}; ` +
          `inputs can be generated for tensors of ${Object.keys(fills).join(', ')}`,
      );
    }
    const sizes = shape.map(sizeOf);
    const length = sizes.reduce((product, size) => product * size, 1);
    return { name, type, dims: sizes, data: fills[type](length, randomStream(seed, 'benchmark', name, batch)) };
  });
}

/**
 * The samples in one run of a model whose batch cannot be chosen: the leading dimension of the first input that has a
 * rank of 2 or more, as is the custom. Undefined where it is symbolic and `dims` does not fix it.
 */
export function fixedBatch(
  inputs: readonly ModelInput[],
  dims: Readonly<Record<string, number>> = {},
): number | undefined {
  const free = inputs.map(({ shape }) => shape[0]).find((dimension) => typeof dimension === 'string');
  if (free !== undefined) return dims[free];
  const first = inputs.find(({ shape }) => shape.length > 1)?.shape[0];
  return typeof first === 'number' && first > 0 ? first : 1;
}

function batchDimensions(inputs: readonly ModelInput[]): ReadonlySet<string> {
  return new Set(inputs.flatMap(({ shape: [leading] }) => (typeof leading === 'string' && leading ? [leading] : [])));
}
