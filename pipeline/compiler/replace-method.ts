import { serialization } from '@tensorflow/tfjs-core';

/** Puts another method in the place of the one of a layer class, which tfjs keeps in its registry for saved models. */
export function replaceMethod<F>(className: string, method: string, make: (original: F) => F): void {
  const entry = serialization.SerializationMap.getMap().classNameMap[className];
  if (!entry) throw new Error(`tfjs-layers has no layer class ${className}`);
  const { prototype } = entry[0];
  Reflect.set(prototype, method, make(Reflect.get(prototype, method) as F));
}
