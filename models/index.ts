export type { Activation } from './activation.js';
export { type ConvNetOptions, convNet } from './conv-net.js';
export { type MlpOptions, mlp } from './mlp.js';
export { outputUnits } from './output-units.js';
