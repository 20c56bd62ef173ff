import { engine, type Tensor, type TensorInfo, type Variable } from '@tensorflow/tfjs-core';
import { OrtuneError } from '../errors.js';
import type { InputSpec, ProgramDefinition } from './engine.js';
import { type Dtype, makeValue, type Value } from './graph/value.js';
import { backendName, lazyBackend } from './index.js';
import { withLayerScopes } from './layer-scopes.js';
import { inStandardOrder, operand } from './lowering/operand.js';
import { refusingRandomness } from './refuse-randomness.js';
import { refuseStateful } from './refuse-stateful.js';

export interface TracedInput {
  readonly name: string;
  readonly value: Value;
}

export interface TracedState {
  readonly variable: Variable;
  readonly input: TracedInput;
  /** The value assigned to the variable; absent where the program only reads it. */
  readonly assigned?: Value;
}

export interface TracedProgram<I extends string, O extends string> {
  readonly name: string;
  readonly inputs: Readonly<Record<I, TracedInput & { readonly spec: InputSpec }>>;
  readonly states: readonly TracedState[];
  readonly outputs: Readonly<Record<O, Value>>;
}

/**
 * Calls `step` once with symbolic tensors and keeps what it appended. Every state variable gets a symbolic data id
 * before the call; what it refers to afterwards is the new value; then it gets its own data back.
 */
export function traceProgram<I extends string, O extends string>(
  definition: ProgramDefinition<I, O>,
): TracedProgram<I, O> {
  const { name, state } = definition;
  const specs = Object.entries<InputSpec>(definition.inputs);
  return lazyBackend.trace(() => {
    const restore: (() => void)[] = [];
    engine().startScope(`trace ${name}`);
    try {
      const inputs: Record<string, TracedInput & { spec: InputSpec }> = {};
      const tensors: Record<string, Tensor> = {};
      for (const [inputName, spec] of specs) {
        const value = makeValue(spec.dtype, spec.shape, { kind: 'input', name: inputName });
        inputs[inputName] = { name: inputName, value, spec };
        // tfjs has no uint8: pixels arrive as floats.
        const seen = spec.dtype === 'uint8' ? lazyBackend.graph.cast(value, 'float32') : value;
        tensors[inputName] = tensorOver(lazyBackend.makeOutput(operand(seen)));
      }
      const symbolic = state.map((variable, i) => {
        refuseForeign(variable);
        const value = makeValue(variable.dtype as Dtype, variable.shape, { kind: 'input', name: `state${i}` });
        restore.push(lend(variable, value));
        return { variable, input: { name: `state${i}`, value } };
      });
      const results = traced(definition, tensors as Record<I, Tensor>);
      const outputs = Object.fromEntries(
        Object.entries<Tensor>(results).map(([outputName, tensor]) => [outputName, standardValue(tensor)]),
      );
      const states = symbolic.map(({ variable, input }) => {
        const assigned = standardValue(variable);
        return { variable, input, ...(assigned !== input.value && { assigned }) };
      });
      return { name, inputs: inputs as TracedProgram<I, O>['inputs'], states, outputs: outputs as Record<O, Value> };
    } finally {
      for (const giveBack of restore) giveBack();
      engine().endScope();
    }
  });
}

function traced<I extends string, O extends string>(
  { step, model }: ProgramDefinition<I, O>,
  inputs: Record<I, Tensor>,
): Readonly<Record<O, Tensor>> {
  if (model) refuseStateful(model);
  return refusingRandomness(
    () => lazyBackend.graph.scope,
    () => (model ? withLayerScopes(model, () => step(inputs)) : step(inputs)),
  );
}

const standardValue = (tensor: Tensor): Value =>
  inStandardOrder(lazyBackend.graph, lazyBackend.operandOf(tensor.dataId));

const tensorOver = ({ dataId, shape, dtype }: TensorInfo): Tensor =>
  engine().makeTensorFromDataId(dataId, shape, dtype);

/** Lends the variable a symbolic value; the function given back restores its own. */
function lend(variable: Variable, value: Value): () => void {
  const held = tensorOver({ dataId: variable.dataId, shape: variable.shape, dtype: variable.dtype });
  lazyBackend.incRef(variable.dataId);
  variable.assign(tensorOver(lazyBackend.makeOutput(operand(value))));
  return () => variable.assign(held);
}

function refuseForeign(variable: Variable): void {
  if (lazyBackend.data.has(variable.dataId)) return;
  throw new OrtuneError(
    `variable \`${variable.name}\` does not live in the \`${backendName}\` backend: build the model after the engine is activated`,
  );
}
