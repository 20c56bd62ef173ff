import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { lazyBackend } from './index.js';

type Layer = layers.Layer;

/** Every layer of a model, those of nested models included, in the model's order. */
export function allLayers(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer) => ('layers' in layer ? [layer, ...allLayers(layer as LayersModel)] : [layer]));
}

/**
 * Names for layers that do not depend on how many models this process has built before: tfjs counts its own
 * (`conv2d_Conv2D7`), here they count within the model (`conv2d_1`). Names that the user gave stay.
 */
export function layerNames(model: LayersModel): ReadonlyMap<Layer, string> {
  const counts = new Map<string, number>();
  const names = new Map<Layer, string>();
  for (const layer of allLayers(model)) {
    const automatic = automaticName(layer);
    if (automatic === undefined) {
      names.set(layer, layer.name);
      continue;
    }
    const count = (counts.get(automatic) ?? 0) + 1;
    counts.set(automatic, count);
    names.set(layer, `${automatic}_${count}`);
  }
  return names;
}

/** What an automatic name begins with; undefined where the user gave one. tfjs has a pattern for each kind of model. */
function automaticName(layer: Layer): string | undefined {
  const className = layer.getClassName();
  if (className === 'Sequential') return /^sequential_\d+$/.test(layer.name) ? 'sequential' : undefined;
  if ('layers' in layer) return /^(model|functional)\d+$/.test(layer.name) ? 'model' : undefined;
  return new RegExp(`^(.*)_${className}\\d+$`).exec(layer.name)?.[1];
}

/** While `body` runs, the nodes a layer makes carry its name, and errors name it. */
export function withLayerScopes<T>(model: LayersModel, body: () => T): T {
  const restore: (() => void)[] = [];
  for (const [layer, name] of layerNames(model)) {
    const own = Object.hasOwn(layer, 'call') ? layer.call : undefined;
    layer.call = (inputs, kwargs) =>
      lazyBackend.inScope(name, () => {
        // The class's method as it is now: noise layers get another one while a step is traced.
        const call = own ?? (Object.getPrototypeOf(layer) as Layer).call;
        return call.call(layer, inputs, kwargs);
      });
    restore.push(() => {
      if (own) layer.call = own;
      else Reflect.deleteProperty(layer, 'call');
    });
  }
  try {
    return body();
  } finally {
    for (const undo of restore) undo();
  }
}
