import { Option } from 'commander';
import { engineNames } from '../../compiler/engine.js';
import { names } from './option-values.js';

/** What trains, for every command that does. */
export const engineOption = () => new Option('--engine <name>', 'what trains').choices(engineNames).default('onnx');

export const providerOption = () =>
  new Option('--provider <names>', 'execution providers that train, with commas between them (default: cpu)').argParser(
    names,
  );
