import { ModelFileError } from '../errors.js';
import { type InputData, type InputType, inputTypes, isInputType, type PlainValue } from './input-types.js';
import type { ModelInput } from './model-inputs.js';

/** A tensor that a user gives for an input of a model. */
export type GivenInput = {
  /** Of the input. Empty, or no input's, in some files of tensors: then `position` tells which it is for. */
  readonly name: string;
  readonly position?: number;
  readonly dims: readonly number[];
} & (
  | { readonly type: InputType; readonly data: InputData }
  /** The type is the input's own. */
  | { readonly type?: undefined; readonly values: readonly PlainValue[] }
);

export interface InputValues {
  readonly name: string;
  readonly type: InputType;
  readonly dims: readonly number[];
  readonly data: InputData;
}

/**
 * Tensors in the places of a model's inputs.
 * @returns by the names of the inputs; those that nothing is given for are absent
 * @throws ModelFileError that names the input, what it takes and what was given
 */
export function placeGivenInputs(
  inputs: readonly ModelInput[],
  given: readonly GivenInput[],
): ReadonlyMap<string, InputValues> {
  const placed = new Map<string, InputValues>();
  for (const tensor of given) {
    const input = inputs.find(({ name }) => name === tensor.name) ?? inputs[tensor.position ?? -1];
    if (!input) {
      throw new ModelFileError(
        `a tensor is given for \`${tensor.name}\`, but the inputs are ${inputs.map(describeInput).join(', ') || 'none'}`,
      );
    }
    placed.set(input.name, { name: input.name, dims: tensor.dims, ...valuesFor(input, tensor) });
  }
  return placed;
}

/** `ids int64 [batch,128]` */
export const describeInput = ({ name, type, shape }: ModelInput): string =>
  `\`${name}\` ${type === undefined ? '(no tensor)' : `${type} [${shape.map((size) => (size === '' ? '?' : size)).join(',')}]`}`;

function valuesFor(input: ModelInput, given: GivenInput): Pick<InputValues, 'type' | 'data'> {
  const fail = (problem: string): never => {
    throw new ModelFileError(`the tensor given for input ${describeInput(input)} ${problem}`);
  };
  const { type, shape } = input;
  if (!isInputType(type)) return fail(`cannot be fed: ONNX Runtime for Node takes no such input`);
  const fits = shape.length === given.dims.length && shape.every((size, axis) => fitsDimension(size, given.dims[axis]));
  if (!fits) return fail(`has the shape [${given.dims}]`);
  if (given.type !== undefined) {
    return given.type === type ? { type, data: given.data } : fail(`is of type ${given.type}`);
  }
  const size = given.dims.reduce((product, dim) => product * dim, 1);
  if (given.values.length !== size) return fail(`has ${given.values.length} values, and its shape needs ${size}`);
  const data = inputTypes[type].fromPlain(given.values);
  return data ? { type, data } : fail(`has values that are no ${type}, such as ${firstMisfit(type, given.values)}`);
}

const fitsDimension = (declared: number | string, given: number | undefined) =>
  typeof declared === 'string' || declared === given;

const firstMisfit = (type: InputType, values: readonly PlainValue[]) =>
  JSON.stringify(values.find((value) => inputTypes[type].fromPlain([value]) === undefined));
