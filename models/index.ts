export type { Activation } from './activation.js';
export { type ConvNetOptions, convNet } from './conv-net.js';
export type { InitializerChoice, InitializerName } from './initializers/registry.js';
export type { Normalisation, Regularizer } from './layer-kit.js';
export { type MlpOptions, mlp } from './mlp.js';
export { outputUnits } from './output-units.js';
export { type RecurrentOptions, recurrent } from './recurrent.js';
export { type ResNetOptions, resNet } from './res-net.js';
export { type SeparableNetOptions, separableNet } from './separable-net.js';
