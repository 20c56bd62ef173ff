import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layerNames } from '../compiler/layer-scopes.js';

/**
 * What the inputs and outputs of an exported model are called: `input` and `output`, or, where there are several, the
 * names of their layers, each name once.
 */
export function interfaceNames(model: LayersModel): { readonly inputs: string[]; readonly outputs: string[] } {
  const names = layerNames(model);
  const nameOf = ({ sourceLayer, name }: LayersModel['inputs'][number]) => names.get(sourceLayer) ?? name;
  const taken = new Set<string>();
  const unique = (wanted: string): string => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const inputs = model.inputs.length === 1 ? ['input'] : model.inputs.map(nameOf);
  const outputs = model.outputs.length === 1 ? ['output'] : model.outputs.map(nameOf);
  return { inputs: inputs.map(unique), outputs: outputs.map(unique) };
}
