import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Applies layers in turn. */
export function applyLayers(x: SymbolicTensor, ...chain: readonly layers.Layer[]): SymbolicTensor {
  return chain.reduce((at, layer) => layer.apply(at) as SymbolicTensor, x);
}
