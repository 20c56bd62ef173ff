import { serialization } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

/** tfjs exports no layer classes but keeps them in its registry for loading saved models. */
export function layerPrototype(className: string): object {
  const entry = serialization.SerializationMap.getMap().classNameMap[className];
  if (!entry) throw new Error(`tfjs-layers has no layer class ${className}`);
  return entry[0].prototype;
}
