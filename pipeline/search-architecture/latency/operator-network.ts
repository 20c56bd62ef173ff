import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { applyLayers } from '../../../models/apply-layers.js';
import type { EdgeShape } from '../../../models/cells/edge-operators.js';
import { channelProjection, type OperatorName, operators } from '../../../models/cells/operators.js';
import { layerKit } from '../../../models/layer-kit.js';

/**
 * A network around one operator: the projection that stands at the beginning of a cell, the operator, and one pixel of what it
 * gives, which costs the same for images of any size. What it takes longer than the same network without an operator is the
 * operator's share of a whole network: starting a run and bringing images into ONNX Runtime's layout is in both.
 */
export function operatorNetwork(
  operator: OperatorName | undefined,
  { height, width, channels, strides }: EdgeShape,
): LayersModel {
  const task = { kind: 'classification', inputShape: [height, width, channels], classes: ['a', 'b'] } as const;
  const kit = layerKit('operator', task, { activation: 'relu', normalisation: 'batch' });
  const inputs = layers.inputLayer({ inputShape: [...task.inputShape] }).output as SymbolicTensor;
  const own = operator ? operators[operator](kit, { channels, strides }) : [];
  const images = applyLayers(inputs, ...channelProjection(kit, channels), ...own);
  const [, rows, columns] = images.shape as [number | null, number, number];
  const outputs = applyLayers(images, layers.maxPooling2d({ poolSize: 1, strides: [rows, columns] }));
  return model({ inputs, outputs });
}
