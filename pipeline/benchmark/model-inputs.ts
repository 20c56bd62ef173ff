import { ModelFileError } from '../errors.js';
import { randomStream } from '../random/random-stream.js';
import { describeInput, type GivenInput, type InputValues, placeGivenInputs } from './given-inputs.js';
import { type IntegerFill, inputTypeNames, inputTypes, isInputType } from './input-types.js';

/** An input as the session declares it. A dimension is a size, or the name of a symbolic one (empty: unnamed). */
export interface ModelInput {
  readonly name: string;
  /** ONNX Runtime's name of the element type, for example `float32`; undefined where the input is not a tensor. */
  readonly type: string | undefined;
  readonly shape: readonly (number | string)[];
}

export interface FeedOptions {
  /** Of generated values. */
  readonly seed?: number;
  /** Sizes of symbolic dimensions by name; of unnamed ones by input and axis, such as `ids.1`. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Tensors for some of the inputs, or for all; the others are generated. */
  readonly given?: readonly GivenInput[];
  /** Of generated values. */
  readonly integers?: IntegerFill;
}

/**
 * Values for every input of a model: those given, and seeded random ones.
 * Symbolic dimensions in the first place are the batch, and so is any other of the same name. The remaining symbolic
 * ones (a sequence length) are what `dims` says, or as in the tensors given, else 1.
 * @throws ModelFileError for an input that cannot be fed, and for tensors and sizes that do not fit.
 */
export function modelInputs(
  inputs: readonly ModelInput[],
  batch: number,
  { seed = 0, dims = {}, given = [], integers = 'mixed' }: FeedOptions = {},
): InputValues[] {
  checkDimensions(inputs, dims);
  const placed = placeGivenInputs(inputs, given);
  const sizes = givenSizes(inputs, placed, dims);
  const batchNames = batchDimensions(inputs);
  return inputs.map((input) => {
    const { name, type, shape } = input;
    const values = placed.get(name);
    if (values) return values;
    if (!isInputType(type)) {
      throw new ModelFileError(
        `input \`${name}\` is ${type === undefined ? 'not a tensor' : `of type ${type}`}; ` +
          `ONNX Runtime for Node can be fed with tensors of ${inputTypeNames.join(', ')}`,
      );
    }
    const sizeOf = (dimension: number | string, axis: number): number => {
      if (typeof dimension === 'number') return dimension;
      const isBatch = axis === 0 || batchNames.has(dimension);
      return sizes.get(keyOf(input, axis)) ?? (isBatch ? batch : 1);
    };
    const tensor = shape.map(sizeOf);
    const length = tensor.reduce((product, size) => product * size, 1);
    const stream = randomStream(seed, 'benchmark', name, batch);
    return { name, type, dims: tensor, data: inputTypes[type].random(length, stream, integers) };
  });
}

/**
 * The samples in one run of a model whose batch cannot be chosen: the leading dimension of the first input that has a
 * rank of 2 or more, as is the custom. Undefined where it is symbolic, and neither `dims` nor a given tensor fixes it.
 */
export function fixedBatch(
  inputs: readonly ModelInput[],
  { dims = {}, given = [] }: Pick<FeedOptions, 'dims' | 'given'> = {},
): number | undefined {
  const free = inputs.find(({ shape: [leading] }) => typeof leading === 'string');
  if (free) return givenSizes(inputs, placeGivenInputs(inputs, given), dims).get(keyOf(free, 0));
  const first = inputs.find(({ shape }) => shape.length > 1)?.shape[0];
  return typeof first === 'number' && first > 0 ? first : 1;
}

/** What the size of a symbolic dimension is looked up by: its name, or input and axis where it has none. */
const keyOf = ({ name, shape }: ModelInput, axis: number): string => {
  const dimension = shape[axis];
  return typeof dimension === 'string' && dimension !== '' ? dimension : `${name}.${axis}`;
};

/** @throws ModelFileError where an asked size belongs to no dimension of the model */
function checkDimensions(inputs: readonly ModelInput[], dims: Readonly<Record<string, number>>): void {
  const known = new Set(
    inputs.flatMap((input) =>
      input.shape.flatMap((size, axis) => (typeof size === 'string' ? [keyOf(input, axis)] : [])),
    ),
  );
  const unknown = Object.keys(dims).find((key) => !known.has(key));
  if (unknown === undefined) return;
  const remedy = known.size > 0 ? `those that can be set are ${[...known].join(', ')}` : 'all of its sizes are fixed';
  throw new ModelFileError(`no input has a dimension \`${unknown}\` to set; ${remedy}`);
}

/** The sizes that symbolic dimensions have by now. @throws ModelFileError where two tensors disagree on one */
function givenSizes(
  inputs: readonly ModelInput[],
  placed: ReadonlyMap<string, InputValues>,
  dims: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const sizes = new Map(Object.entries(dims));
  for (const input of inputs) {
    for (const [axis, size] of placed.get(input.name)?.dims.entries() ?? []) {
      if (typeof input.shape[axis] !== 'string') continue;
      const key = keyOf(input, axis);
      const known = sizes.get(key) ?? size;
      if (known !== size) {
        throw new ModelFileError(
          `the tensor given for input ${describeInput(input)} has ${key} = ${size}, which is ${known} elsewhere`,
        );
      }
      sizes.set(key, size);
    }
  }
  return sizes;
}

function batchDimensions(inputs: readonly ModelInput[]): ReadonlySet<string> {
  return new Set(inputs.flatMap(({ shape: [leading] }) => (typeof leading === 'string' && leading ? [leading] : [])));
}
