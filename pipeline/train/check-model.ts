import { LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.js';
import type { Task } from '../load/data.js';

/**
 * Refuses what cannot be trained for this task, before anything is compiled.
 * @throws ModelError naming both shapes, or the layer, and the remedy.
 */
export function checkModel(model: unknown, task: Task): LayersModel {
  if (!(model instanceof LayersModel)) {
    throw new ModelError(
      `the study's \`model\` function must return a tfjs LayersModel, got ${describe(model)}: return the result of ` +
        'tf.sequential(...) or tf.model(...), made by the copy of @tensorflow/tfjs-layers that ortune uses',
    );
  }
  const [input, output] = [model.inputs?.[0], model.outputs?.[0]];
  if (!input || !output) {
    throw new ModelError('the model is not built: give its first layer an `inputShape`');
  }
  if (model.inputs.length > 1 || model.outputs.length > 1) {
    throw new ModelError(
      `the model has ${model.inputs.length} inputs and ${model.outputs.length} outputs: only one of each can be trained`,
    );
  }
  checkInput(input, task);
  checkOutput(output, task);
  checkLayers(model, output, task);
  return model;
}

function checkInput(input: SymbolicTensor, task: Task): void {
  const [batch, ...shape] = input.shape;
  if (batch !== null) {
    throw new ModelError(
      `the model's batch size is fixed to ${batch}: give its first layer \`inputShape\`, not \`batchInputShape\``,
    );
  }
  const fits =
    shape.length === task.inputShape.length &&
    shape.every((size, axis) => size === null || size === task.inputShape[axis]);
  if (!fits) {
    throw new ModelError(
      `the model's input shape ${show(shape)} does not fit the data, whose samples have shape ${show(task.inputShape)}: ` +
        'give its first layer `inputShape: task.inputShape`',
    );
  }
}

function checkOutput(output: SymbolicTensor, task: Task): void {
  const [what, units] =
    task.kind === 'classification'
      ? [`${task.classes.length} classes`, task.classes.length]
      : [`${task.targets.length} regression targets`, task.targets.length];
  const shape = output.shape.slice(1);
  if (shape.length !== 1 || shape[0] !== units) {
    throw new ModelError(
      `the model's output shape ${show(shape)} does not fit the task, which has ${what}: ` +
        `end the model in a dense layer with ${units} units, which is \`outputUnits(task)\``,
    );
  }
}

function checkLayers(model: LayersModel, output: SymbolicTensor, task: Task): void {
  if (model.trainableWeights.length === 0) throw new ModelError('the model has no trainable weights');
  if (model.stateful) {
    throw new ModelError('the model has a stateful layer: batches are shuffled, so set `stateful: false`');
  }
  const last = lastLayer(output.sourceLayer);
  const activation = task.kind === 'classification' ? squashing(last) : undefined;
  if (activation) {
    throw new ModelError(
      `the model ends in ${activation} (layer \`${last.name}\`), but losses take logits: remove this activation. ` +
        "Probabilities in the exported graph are asked for with `export: { output: 'probabilities' }`",
    );
  }
}

type SourceLayer = SymbolicTensor['sourceLayer'];

function lastLayer(layer: SourceLayer): SourceLayer {
  const inner = layer instanceof LayersModel ? layer.outputs[0]?.sourceLayer : undefined;
  return inner ? lastLayer(inner) : layer;
}

/** The name of the activation when a layer turns logits into probabilities. */
function squashing(layer: SourceLayer): string | undefined {
  if (layer.getClassName() === 'Softmax') return 'softmax';
  const { activation } = layer.getConfig();
  return ['softmax', 'logSoftmax', 'sigmoid', 'hardSigmoid'].find((name) => name === activation);
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a Promise (the function must be synchronous)';
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor?.name ?? 'null'}`;
  return String(value);
}

function show(shape: readonly (number | null | undefined)[]): string {
  return `[${shape.join(', ')}]`;
}
