import { engine, getBackend, setBackend, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cutGraph, type Graph } from './graph/graph.js';
import { type Dtype, makeValue, type Value } from './graph/value.js';
import { backendName, lazyBackend } from './index.js';
import { withLayerScopes } from './layer-scopes.js';
import { inStandardOrder, operand } from './lowering/operand.js';
import { refusingRandomness } from './refuse-randomness.js';
import { refuseStateful } from './refuse-stateful.js';
import { repairLayers } from './repair-layers.js';

export interface ModelInput {
  readonly name: string;
  /** Without the batch dimension. */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** A weight of the model: the variable, and the leaf that stands for it in the traced graph. */
export interface TracedWeight {
  readonly variable: Variable;
  readonly value: Value;
}

export interface TracedModel {
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  readonly weights: readonly TracedWeight[];
}

/** What is applied to symbolic inputs: the model, with whatever belongs before and after it. */
export type Forward = (inputs: readonly Tensor[]) => readonly Tensor[];

/** Traces inference with a given batch size, whichever backend the model's variables live in. */
export async function traceModel(
  model: LayersModel,
  inputs: readonly ModelInput[],
  outputNames: readonly string[],
  batch: number,
  forward: Forward,
): Promise<TracedModel> {
  refuseStateful(model);
  // A model may come from anywhere, without an engine having been opened.
  repairLayers();
  const outer = getBackend();
  await setBackend(backendName);
  try {
    return lazyBackend.trace(() =>
      refusingRandomness(
        () => lazyBackend.graph.scope,
        () => withLayerScopes(model, () => traceForward(model, inputs, outputNames, batch, forward)),
      ),
    );
  } finally {
    await setBackend(outer);
  }
}

function traceForward(
  model: LayersModel,
  inputs: readonly ModelInput[],
  outputNames: readonly string[],
  batch: number,
  forward: Forward,
): TracedModel {
  const weights = modelVariables(model).map((variable) => ({
    variable,
    value: makeValue(variable.dtype as Dtype, variable.shape, { kind: 'input', name: variable.name }),
  }));
  const owned = weights.map(({ variable }) => variable.dataId);
  engine().startScope('export');
  try {
    // Inference assigns nothing, so the variables can simply point elsewhere for its duration.
    for (const { variable, value } of weights) variable.dataId = symbolicTensor(value).dataId;
    const values = inputs.map(({ name, shape, dtype }) => makeValue(dtype, [batch, ...shape], { kind: 'input', name }));
    const results = forward(values.map(symbolicTensor));
    const outputs = results.map((tensor, i) => ({
      name: outputNames[i] as string,
      value: inStandardOrder(lazyBackend.graph, lazyBackend.operandOf(tensor.dataId)),
    }));
    return { graph: cutGraph(outputs), inputs: values, weights };
  } finally {
    weights.forEach(({ variable }, i) => {
      variable.dataId = owned[i] as object;
    });
    engine().endScope();
  }
}

/** The tfjs variables behind a model's weights. */
export function modelVariables(model: LayersModel): Variable[] {
  return model.weights.map((weight) => weight.read() as Variable);
}

function symbolicTensor(value: Value): Tensor {
  const { dataId, shape, dtype } = lazyBackend.makeOutput(operand(value));
  return engine().makeTensorFromDataId(dataId, shape, dtype);
}
